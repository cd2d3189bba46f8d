"""Columns of Python values for pandas and Parquet, with no number rounded unawares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from credgraph.errors import PackageMissing
from credgraph.results.values import is_number

if TYPE_CHECKING:
    import pandas

__all__ = ["data_frame", "parquet"]

_LARGEST_LONG = 2**63 - 1
_LARGEST_EXACT = 2**53  # a float holds every whole number up to here


def data_frame(names: Sequence[str], rows: list[tuple[Any, ...]]) -> pandas.DataFrame:
    """Return a DataFrame; its columns are typed as `Table.to_pandas` says."""
    try:
        import pandas
    except ImportError:
        raise PackageMissing("pandas", "to_pandas()", "pandas") from None
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    series = [pandas.Series(values, dtype=_dtype(values)) for values in columns]
    frame = pandas.concat(series, axis=1) if series else pandas.DataFrame(index=range(len(rows)))
    frame.columns = pandas.Index(names)
    return frame


def _dtype(values: list[Any]) -> Any:
    """Return the dtype of a column, None where pandas finds the right one by itself."""
    found = [value for value in values if value is not None]
    if not found or not all(map(is_number, found)):
        return None
    whole = [value for value in found if isinstance(value, int)]
    if len(whole) == len(found):
        if not all(-_LARGEST_LONG <= value <= _LARGEST_LONG for value in whole):
            return object
        return "int64" if len(found) == len(values) else "Int64"
    return float if all(abs(value) <= _LARGEST_EXACT for value in whole) else object


def parquet(names: Sequence[str], rows: list[tuple[Any, ...]]) -> bytes:
    """Return Parquet with exact decimals; a column of mixed types, or beyond them, becomes text.

    Raises PackageMissing without pyarrow, which comes with the explorer.
    """
    try:
        import pyarrow
        from pyarrow.parquet import write_table
    except ImportError:
        raise PackageMissing("pyarrow", "the format parquet", "explorer") from None
    columns = [list(column) for column in zip(*rows, strict=True)] or [[] for _ in names]
    arrays = [_array(pyarrow, values) for values in columns]
    sink = pyarrow.BufferOutputStream()
    write_table(pyarrow.table(arrays, names=list(names)), sink)
    return bytes(sink.getvalue())


def _array(pyarrow: Any, values: list[Any]) -> Any:
    exact = len({type(value) for value in values if value is not None}) == 1
    try:
        return pyarrow.array(values, type=None if exact else pyarrow.string())
    except (ValueError, TypeError, OverflowError):
        texts = [None if value is None else str(value) for value in values]
        return pyarrow.array(texts, type=pyarrow.string())
