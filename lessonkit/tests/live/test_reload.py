"""An author saves, and looks at the same place as before."""

from playwright.sync_api import Browser, expect

from small_course import CONFIG, PUBLISHING

PARTS = "\n\n".join(f"## Part {n}\n\n" + "Some words. " * 200 for n in range(20))


def test_a_saved_page_comes_up_where_the_reader_was(project, serve, browser: Browser):
    # the theme that MkDocs has of its own scrolls smoothly: it takes its time
    project.write("mkdocs.yml", CONFIG + "theme:\n  name: material\n" + PUBLISHING)
    project.page(f"# Home\n\n{PARTS}\n")
    project.page("# Other\n", "other.md")
    server = serve()
    server.shows("Part 19")
    page, other = browser.new_page(), browser.new_page()
    page.goto(f"http://{server.address}/")
    other.goto(f"http://{server.address}/other/")
    other.evaluate("window.kept = true")
    page.get_by_role("heading", name="Part 12").scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 1000
    project.page(f"# Home\n\n{PARTS}\n\nSaved.\n")
    expect(page.get_by_text("Saved.")).to_have_count(1, timeout=30_000)
    page.wait_for_function(f"Math.abs(scrollY - {before}) < 2")
    assert other.evaluate("window.kept"), "nothing of it has changed"
    page.close()
    other.close()


def test_only_known_scripts_run_while_a_page_is_served(
    project, serve, browser: Browser
):
    """As in the published page; and what reloads it is known."""
    config = CONFIG + "theme:\n  name: material\n" + PUBLISHING
    project.write("mkdocs.yml", config)
    evil = "<script>window.hacked = true</script>"
    project.page(f"# Home\n\n{evil}\n\n<img src=x onerror='window.hacked = true'>\n")
    server = serve()
    server.shows("Home")
    page = browser.new_page()
    page.goto(f"http://{server.address}/")
    assert page.evaluate("window.hacked") is None
    project.page("# Home\n\nSaved.\n")
    expect(page.get_by_text("Saved.")).to_have_count(1, timeout=30_000)
    page.close()
