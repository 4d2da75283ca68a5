"""Generative models in PyTorch: autoencoders, adversaries, diffusion, and how they are trained and judged."""

from portfolio.generative.checkpoint import load_checkpoint, save_checkpoint
from portfolio.generative.classifier import Classifier, train_classifier
from portfolio.generative.comparison import against, fewest_steps, looks_copied
from portfolio.generative.diffusion import (
    Diffusion,
    DiffusionSettings,
    diffuse,
    diffuse_stepwise,
    image_of,
    signal_and_noise,
    target_of,
    train_diffusion,
)
from portfolio.generative.digits import DigitSplit, checked_images, checked_labels, split_digits, unit_images
from portfolio.generative.gan_evaluation import (
    Gan,
    GanSettings,
    doubt,
    drawn_by,
    fresh_discriminator,
    train_gan,
)
from portfolio.generative.gan_networks import Discriminator, Generator, draw
from portfolio.generative.gan_training import AdversarialStep, discriminator_loss, generator_loss
from portfolio.generative.minimax import LOG_4, best_verdict, jensen_shannon, slopes, value
from portfolio.generative.quality import (
    Floor,
    Quality,
    Reference,
    digits_covered,
    frechet_distance,
    judge,
    make_reference,
    real_floor,
)
from portfolio.generative.sampling import denoise
from portfolio.generative.stepping import DivergedError, LossStep, MovingAverage, checked_update, trainable
from portfolio.generative.training import Batch, History, Step, best_device, epoch_batches, fit, reproducible
from portfolio.generative.training_curve import Looks, ended, passed, times_of, until_passed
from portfolio.generative.unet import UNet

__all__ = [
    "LOG_4",
    "AdversarialStep",
    "Batch",
    "Classifier",
    "Diffusion",
    "DiffusionSettings",
    "DigitSplit",
    "Discriminator",
    "DivergedError",
    "Floor",
    "Gan",
    "GanSettings",
    "Generator",
    "History",
    "Looks",
    "LossStep",
    "MovingAverage",
    "Quality",
    "Reference",
    "Step",
    "UNet",
    "against",
    "best_device",
    "best_verdict",
    "checked_images",
    "checked_labels",
    "checked_update",
    "denoise",
    "diffuse",
    "diffuse_stepwise",
    "digits_covered",
    "discriminator_loss",
    "doubt",
    "draw",
    "drawn_by",
    "ended",
    "epoch_batches",
    "fewest_steps",
    "fit",
    "frechet_distance",
    "fresh_discriminator",
    "generator_loss",
    "image_of",
    "jensen_shannon",
    "judge",
    "load_checkpoint",
    "looks_copied",
    "make_reference",
    "passed",
    "real_floor",
    "reproducible",
    "save_checkpoint",
    "signal_and_noise",
    "slopes",
    "split_digits",
    "target_of",
    "times_of",
    "train_classifier",
    "train_diffusion",
    "train_gan",
    "trainable",
    "unit_images",
    "until_passed",
    "value",
]
