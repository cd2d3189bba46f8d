"""One module per page of the explorer; Streamlit runs the one that the address names."""
