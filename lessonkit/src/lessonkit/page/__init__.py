"""What a page's Markdown means: blocks, values, terms, and what is wrong with it."""
