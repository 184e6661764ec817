"""The HTTP edge: what every request passes and every answer carries. Knows no feature."""
