"""Sound on its way from an engine to a clip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """What an engine said, as it said it: any level, any band, silence at both ends.

    Attributes:
        samples: One channel, float32, full scale at -1 and +1.
        rate: Samples per second.

    Example:
        >>> import numpy as np
        >>> Speech(np.zeros(22050, np.float32), 22050).seconds
        1.0
    """

    samples: npt.NDArray[np.float32]
    rate: int

    @property
    def seconds(self) -> float:
        """Length of the speech in seconds."""
        return len(self.samples) / self.rate
