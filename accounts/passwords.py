"""What a password must be, in sentences that say what to do."""

from __future__ import annotations

from django.contrib.auth import password_validation as django_rules


class UnlikeTheUser(django_rules.UserAttributeSimilarityValidator):
    """Refuses a password that resembles the user's name."""

    def get_error_message(self) -> str:
        """What to do."""
        return "Đặt mật khẩu không giống tên đăng nhập hoặc họ tên."


class LongEnough(django_rules.MinimumLengthValidator):
    """Refuses a short password."""

    def get_error_message(self) -> str:
        """What to do."""
        return f"Đặt mật khẩu dài từ {self.min_length} ký tự trở lên."


class NotCommon(django_rules.CommonPasswordValidator):
    """Refuses a password that everyone tries first."""

    def get_error_message(self) -> str:
        """What to do."""
        return "Đặt mật khẩu khó đoán hơn: mật khẩu này quá phổ biến."
