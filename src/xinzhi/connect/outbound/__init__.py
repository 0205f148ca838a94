"""Files that go out: templates, refused rows, the layouts that other platforms take."""
