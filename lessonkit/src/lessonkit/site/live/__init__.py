"""What a server does: it renders pages when asked, and shows outputs as they come.

A server outlives its builds; what it has to remember is in this package.
"""

serving = False  # MkDocs serves the site, and snippets run in the background
on_demand = False  # it renders a page when somebody asks for it
