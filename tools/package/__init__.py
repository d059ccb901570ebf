"""Makes what Mate is handed on as: wheel and sdist, the bundle, the Debian package.

`docs/packages.md` tells how, and what each of them can do.
"""
