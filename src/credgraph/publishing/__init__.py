"""Publishing: our named graphs written to the server of another engine, one by one, and compared.

`contents` knows which statements two graphs share, whatever an engine calls blank nodes and
however it spells values; `places` where an engine may take writes; `writers` the two ways of
writing; `publisher` does it all and says how it ended.
"""

from credgraph.publishing.places import METHODS
from credgraph.publishing.publisher import Difference, Published, publish

__all__ = ["METHODS", "Difference", "Published", "publish"]
