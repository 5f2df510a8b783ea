"""Long lists of choices are looked through by typing, also where Dash puts another list in the place of one."""

from playwright.sync_api import Page, expect

from feedback_buttons.dashboard.kit.frame import page_frame

SCRIPT = page_frame.HERE / "static" / "lists.js"
_OPTIONS = "".join(f"<option value='c{n}'>Campaign {n} of spring</option>" for n in range(40))
_PAGE = f"""<!doctype html><header data-find="Find in the list"></header><main>
<label>Answers of <select id="long">
<option value="">All</option><optgroup label="Campaigns">{_OPTIONS}</optgroup></select></label>
<label for="short">Period</label><select id="short"><option>All time</option></select></main>"""
_SHOWN = "list => [...list.options].filter(option => !option.hidden).map(option => option.value)"


def test_typing_leaves_the_choices_that_fit(page: Page) -> None:
    page.set_content(_PAGE)
    page.add_script_tag(path=SCRIPT)
    field, long = page.get_by_role("searchbox"), page.locator("#long")
    expect(field).to_have_count(1)
    expect(field).to_have_accessible_name("Find in the list: Answers of")
    expect(long).to_have_accessible_name("Answers of")
    field.fill("SPRING 17")
    assert long.evaluate(_SHOWN) == ["", "c17"]
    long.select_option("c17")
    field.fill("nothing like it")
    assert long.evaluate(_SHOWN) == ["", "c17"]  # what is chosen stays
    field.fill("")
    assert len(long.evaluate(_SHOWN)) == 41
    # Another list in its place has a field too, and still only one.
    page.evaluate(
        "const old = document.querySelector('#long'); old.replaceWith(old.cloneNode(true))"
    )
    expect(field).to_have_count(1)
    field.fill("33")
    assert page.locator("#long").evaluate(_SHOWN) == ["", "c33"]
