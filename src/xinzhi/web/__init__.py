"""The web face: reads become pages, posts become flows, templates show both.

`pages` holds what a template may know (frozen values, no queries), `words` turns codes and numbers into Chinese and English,
`views` translate between `store.reads`, `flows` and the two. Nothing here decides.
"""
