"""No test is about time: a property is tried as long as it takes, on a busy machine too."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "countyline",
    parent=settings.get_profile(settings.get_current_profile_name()),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("countyline")
