"""The question library on engines of others: started here, filled by `publish`, asked, compared."""
