"""One module a page of the explorer; Streamlit runs the file that the address names."""
