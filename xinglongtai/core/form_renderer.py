"""How the controls of forms are drawn: Django ships its own twice, and those for Jinja2 take a third of the time.

What is not Django's own (the back office's, libraries', ours) is drawn from Django templates as everywhere.
"""

from django.forms.renderers import DjangoTemplates, Jinja2

_OWN = "django/forms/widgets/"


class FormRenderer(DjangoTemplates):
    """Django's controls by Jinja2, everything else as usual."""

    def __init__(self):
        self.quick = Jinja2()

    def get_template(self, template_name):
        if template_name.startswith(_OWN):
            return self.quick.get_template(template_name)
        return super().get_template(template_name)
