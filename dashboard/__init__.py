"""The explorer: CredGraph in a browser, a Streamlit app over the `credgraph` library."""
