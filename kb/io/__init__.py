"""The doors: files, front matter, Git, the clock and site generators; paths in, bytes and values out."""
