"""The two networks: plain convolutions, no operator that a small runtime runs slowly."""

import torch
from torch import nn


class Block(nn.Sequential):
    """Convolution, batch norm, ReLU. `padding` keeps the size at stride one."""

    def __init__(self, inputs, outputs, kernel=3, stride=1, dilation=1, padding=None):
        kernel = (kernel, kernel) if isinstance(kernel, int) else kernel
        if padding is None:
            padding = tuple(dilation * (k - 1) // 2 for k in kernel)
        super().__init__(
            nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation=dilation, bias=False),
            nn.BatchNorm2d(outputs),
            nn.ReLU(inplace=True),
        )


class LineReader(nn.Module):
    """[N, 1, 32, W] to CTC logits [N, W/4, 38]."""

    def __init__(self, widths=(16, 24, 40, 64, 88, 112)):
        super().__init__()
        a, b, c, d, e, f = widths
        self.body = nn.Sequential(
            Block(1, a, stride=2),                        # 16 x W/2
            Block(a, b, stride=(2, 1)),                   # 8 x W/2
            Block(b, c, stride=(1, 2)),                   # 8 x W/4
            Block(c, d, stride=(2, 1)),                   # 4 x W/4
            Block(d, e, stride=(2, 1)),                   # 2 x W/4
            Block(e, f, kernel=(2, 1), padding=(0, 0)),   # 1 x W/4
        )
        self.context = nn.ModuleList([
            Block(f, f, kernel=(1, 5)),
            Block(f, f, kernel=(1, 5)),
        ])
        self.drop = nn.Dropout(0.1)
        self.head = nn.Conv2d(f, 38, 1)

    def forward(self, lines):
        x = self.body(lines)
        for block in self.context:
            x = x + block(x)
        return self.head(self.drop(x)).squeeze(2).transpose(1, 2)


def parameters(network):
    return sum(p.numel() for p in network.parameters())


class Finer(nn.Sequential):
    """Twice the resolution by pixel shuffle (Shi et al. 2016)."""

    def __init__(self, inputs, outputs):
        super().__init__(nn.Conv2d(inputs, 4 * outputs, 1), nn.PixelShuffle(2))


class Locator(nn.Module):
    """[N, 1, H, W], H and W multiples of 16, to maps [N, 4, H/4, W/4] (see the model card).

    Resolution falls to a sixteenth, where dilated convolutions see a zone as a whole, and comes
    back by addition of finer features (Lin et al. 2017, feature pyramids).
    """

    def __init__(self):
        super().__init__()
        self.stem = Block(1, 8, stride=2)
        self.quarter = nn.Sequential(Block(8, 16, stride=2), Block(16, 16))
        self.eighth = nn.Sequential(Block(16, 32, stride=2), Block(32, 32))
        self.sixteenth = Block(32, 56, stride=2)
        self.wide = nn.ModuleList([Block(56, 56), Block(56, 56, dilation=2), Block(56, 56, dilation=4)])
        self.to_eighth = Finer(56, 32)
        self.merged_eighth = Block(32, 24)
        self.to_quarter = Finer(24, 16)
        self.merged_quarter = Block(16, 16)
        self.head = nn.Conv2d(16, 4, 1)

    def forward(self, image):
        quarter = self.quarter(self.stem(image - 0.5))
        eighth = self.eighth(quarter)
        x = self.sixteenth(eighth)
        for block in self.wide:
            x = x + block(x)
        x = self.merged_eighth(eighth + self.to_eighth(x))
        x = self.merged_quarter(quarter + self.to_quarter(x))
        return self.head(x)
