from scraper.sources import crossref


def test_a_doi_is_one_part_of_the_path() -> None:
    url = crossref.work_url("https://crossref.example", "10.1002/(sici)1097<1::aid-x>3.0.co;2-2")
    assert url == (
        "https://crossref.example/works/10.1002%2F%28sici%291097%3C1%3A%3Aaid-x%3E3.0.co%3B2-2"
    )


def test_a_contact_is_sent_where_there_is_one() -> None:
    url = crossref.work_url("https://crossref.example", "10.1000/182", "me+x@example.org")
    assert url.endswith("/10.1000%2F182?mailto=me%2Bx@example.org")
