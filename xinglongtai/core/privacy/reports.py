"""Error reports (mail to administrators, the technical page): what happened and where, nothing that anybody typed or any row holds."""

from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from .logs import clean

HIDDEN = "（已隐去）"


class PersonalDataFilter(SafeExceptionReporterFilter):
    """Names of fields and variables are told, their values never: any of them may be of a person."""

    cleansed_substitute = HIDDEN

    def is_active(self, request):
        return True

    def get_post_parameters(self, request):
        """Every value hidden, the names of the fields kept."""
        if request is None:
            return {}
        hidden = request.POST.copy()
        for name in hidden:
            hidden[name] = HIDDEN
        return hidden

    def get_cleansed_multivaluedict(self, request, multivaluedict):
        hidden = multivaluedict.copy()
        for name in hidden:
            hidden[name] = HIDDEN
        return hidden

    def get_safe_cookies(self, request):
        return dict.fromkeys(getattr(request, "COOKIES", None) or {}, HIDDEN)

    def get_safe_request_meta(self, request):
        """Headers and environment without what was asked for, who sent it, and cookies."""
        meta = super().get_safe_request_meta(request)
        for name in ("QUERY_STRING", "HTTP_COOKIE", "HTTP_REFERER", "HTTP_AUTHORIZATION", "REQUEST_URI", "RAW_URI"):
            if name in meta:
                meta[name] = HIDDEN
        return {name: clean(value) if isinstance(value, str) else value for name, value in meta.items()}

    def get_traceback_frame_variables(self, request, tb_frame):
        """Kinds instead of values: «party: Party»."""
        return [(name, f"<{type(value).__name__}>") for name, value in tb_frame.f_locals.items()]


class PersonalDataReporter(ExceptionReporter):
    """Django's report without the query of the address, the person's name, and numbers in the words of the fault."""

    def get_traceback_data(self):
        data = super().get_traceback_data()
        hidden = {"request_GET_items", "request_FILES_items", "request_COOKIES_items"} & set(data)
        data |= {name: [(key, HIDDEN) for key, _ in data[name]] for name in hidden}
        for name in ("exception_value", "exception_notes", "unicode_hint"):
            if data.get(name):
                data[name] = clean(str(data[name]))
        if "user_str" in data:
            data["user_str"] = HIDDEN
        if "request_insecure_uri" in data:
            data["request_insecure_uri"] = data["request_insecure_uri"].partition("?")[0]
        for frame in data.get("frames", ()):
            if frame.get("exc_cause"):
                frame["exc_cause"] = HIDDEN
        return data

    def get_traceback_frames(self):
        frames = super().get_traceback_frames()
        for frame in frames:
            frame["vars"] = [(name, clean(str(words))) for name, words in frame.get("vars", ())]
        return frames
