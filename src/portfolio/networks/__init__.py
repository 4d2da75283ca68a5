"""Deep learning from scratch: gradients, layers, sequences, broken trainings, images with words."""
