"""From pages to a site: notebooks, downloads, the server, the published build."""
