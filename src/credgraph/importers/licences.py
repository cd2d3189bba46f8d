"""The licences under which public datasets stand, as IRIs."""

from __future__ import annotations

__all__ = ["CC_BY", "EU_REUSE", "MIT", "PUBLIC_DOMAIN"]

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
EU_REUSE = "http://data.europa.eu/eli/dec/2011/833/oj"
MIT = "https://spdx.org/licenses/MIT"
PUBLIC_DOMAIN = "https://creativecommons.org/publicdomain/mark/1.0/"
