"""Charts as inline SVG: each function takes numbers and words and gives one drawing."""
