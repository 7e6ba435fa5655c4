"""Rules for plain text, the same for all sites: characters, dates, languages, boilerplate, what makes two texts one.

Start with :mod:`newscrawl.text.boilerplate.detector` for what is cut, :mod:`newscrawl.text.fingerprint` and
:mod:`newscrawl.text.sketch` for how texts are compared.
"""
