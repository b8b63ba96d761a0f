"""The five networks in plain PyTorch."""
