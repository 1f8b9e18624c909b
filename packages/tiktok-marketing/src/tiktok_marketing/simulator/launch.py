"""Where the command `tiktok-simulator` begins."""

import gc


def main() -> None:
    """The command; what it needs is imported with the collector at rest, which is a tenth of the way to an answer."""
    gc.disable()
    from .cli import main as simulate

    gc.freeze()  # modules stay: they need not be looked through again
    gc.enable()
    simulate()
