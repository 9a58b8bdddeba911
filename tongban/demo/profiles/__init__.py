"""City profiles (画像): catalogues made so that their statistics are those a city has published.

A profile is a file of marginals (what was published, and what is assumed where nothing was); the lines made from it are
ours, invented and marked so. The same file gives the same lines on every machine. `marginals` reads a profile,
`joint` gives every unit its share of each figure, `lines` writes the guides, `places` the service points, `services`
brings all of it into a demonstration city by the public verbs.
"""
