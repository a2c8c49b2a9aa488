"""The public page (告知承诺制 三(四) 公开, 四(四) 清单公布): the list for everybody, without login, without anything of cases or people.

``entries`` decides what of a version goes out, ``selectors`` which versions do, ``answers`` how pages are cached and compared.
"""
