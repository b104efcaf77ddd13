"""The network: what a square around a face shows, a live scene, a print or a screen."""

from torch import nn


def layer(inputs, outputs, size=3, stride=1):
    return [nn.Conv2d(inputs, outputs, size, stride, size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


class Texture(nn.Module):
    """RGB of 0 to 255, [n, 3, height, width], to logits of live, print, screen, [n, 3].

    Each place of a sixteenth of the picture, which sees 93 pixels around itself, votes; the mean counts. There is
    no layer that sees the whole, so a face is never known as one.
    """

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            *layer(3, 16, 5, 2), *layer(16, 16), *layer(16, 24, 3, 2), *layer(24, 24),
            *layer(24, 40, 3, 2), *layer(40, 40), *layer(40, 48, 3, 2), *layer(48, 40))
        self.votes = nn.Conv2d(40, 3, 1)

    def forward(self, pictures):
        return self.votes(self.features(pictures / 127.5 - 1)).mean((2, 3))
