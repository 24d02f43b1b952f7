"""The desktop: windows, pages and the widgets they are made of."""
