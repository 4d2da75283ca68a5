"""Photographs: read, split, described by hand and by networks, segmented."""

from portfolio.datasets.pictures import MAX_PIXELS, png_bytes, read_picture
from portfolio.vision.batches import BatchGenerator, PhotoDataset, augmented
from portfolio.vision.classical import (
    hog_cells,
    keypoint_matches,
    local_binary_histograms,
    normalised_blocks,
    prepared,
    visual_words,
)
from portfolio.vision.costs import calibration_error, cheapest_threshold, cost_per_photo
from portfolio.vision.explaining import deletion_scores, grad_cam, occlusion_map
from portfolio.vision.fine_tuning import Tail, fine_tuned, maps_before, right_after_tuning
from portfolio.vision.folders import SegmentationFolder, labelled_folder, segmentation_folder
from portfolio.vision.inspection import (
    ARTEFACT,
    Inspector,
    example_answers,
    example_rows,
    head_of,
    picture_signature,
)
from portfolio.vision.lite0 import InvertedResidual, Lite0, fold_batch_norm, lite0_features, load_lite0
from portfolio.vision.models import RadialMachine, logistic, right_of_quarter, scores_inside, scores_on_tests
from portfolio.vision.photos import Photos, read_nuclei, read_photos, shrink
from portfolio.vision.segmenting import UNet, boundary_score, iou, iou_by_tile, train_unet
from portfolio.vision.small_cnn import SmallNet, train_small, vote
from portfolio.vision.splitting import (
    duplicate_groups,
    nearest_photo,
    overlapping_squares,
    quarters,
    stretches,
)

__all__ = [
    "ARTEFACT",
    "MAX_PIXELS",
    "BatchGenerator",
    "Inspector",
    "InvertedResidual",
    "Lite0",
    "PhotoDataset",
    "Photos",
    "RadialMachine",
    "SegmentationFolder",
    "SmallNet",
    "Tail",
    "UNet",
    "augmented",
    "boundary_score",
    "calibration_error",
    "cheapest_threshold",
    "cost_per_photo",
    "deletion_scores",
    "duplicate_groups",
    "example_answers",
    "example_rows",
    "fine_tuned",
    "fold_batch_norm",
    "grad_cam",
    "head_of",
    "hog_cells",
    "iou",
    "iou_by_tile",
    "keypoint_matches",
    "labelled_folder",
    "lite0_features",
    "load_lite0",
    "local_binary_histograms",
    "logistic",
    "maps_before",
    "nearest_photo",
    "normalised_blocks",
    "occlusion_map",
    "overlapping_squares",
    "picture_signature",
    "png_bytes",
    "prepared",
    "quarters",
    "read_nuclei",
    "read_photos",
    "read_picture",
    "right_after_tuning",
    "right_of_quarter",
    "scores_inside",
    "scores_on_tests",
    "segmentation_folder",
    "shrink",
    "stretches",
    "train_small",
    "train_unet",
    "visual_words",
    "vote",
]
