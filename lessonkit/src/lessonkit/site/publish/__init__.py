"""From pages to a site: what a build adds around the lessons, and never a server.

Bundled styles and scripts, a content security policy, cards for sharing, every page as
Markdown, a feed of changes, and the copy that opens without a server.
"""
