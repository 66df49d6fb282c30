"""What a layer makes of the picture: its feature maps."""
