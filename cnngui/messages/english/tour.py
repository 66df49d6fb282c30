"""What the tour says while it goes."""

SENTENCES = {
    "starting": "Opening the window and starting TensorFlow",
    "drawing": "Drawing a 7 with the mouse for the shipped network",
    "building": "Changing the first convolution to 24 filters",
    "training": "Training, epoch {epoch} of {epochs}",
    "predicting": "Asking the network that was just trained",
}
