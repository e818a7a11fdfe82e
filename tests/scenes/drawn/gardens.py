"""All gardens by name."""

from . import dim, soft, sunny

_MAKERS = (
    *(
        sunny.brick,
        sunny.patio,
        sunny.shed,
        sunny.yard,
        dim.row,
        dim.dusk,
        dim.night,
        dim.fog,
        sunny.tele,
        sunny.arbour,
    ),
    *(soft.lawn, soft.dunes, soft.orchard, soft.cob, soft.hedges, soft.pond),
)
GARDENS = {maker.__name__: maker for maker in _MAKERS}
