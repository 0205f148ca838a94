"""What can be wrong with an installation: asked by `/readyz`, by the metrics and by `xinzhi doctor`."""
