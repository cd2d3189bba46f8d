"""A minimal Streamlit page: a title, a text and one widget."""

import streamlit as st

st.title("A bare page")
st.text("It asks nothing and shows nothing.")
st.text_input("One widget")
