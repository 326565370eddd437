"""Everyone's own pages: what he was told, and how he wants to be told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.http import UserRequest
from accounts.pages import done, form_page, page_of, typed
from notices import services
from notices.forms import MailForm
from notices.models import MailChoice, Notice


@require_safe
def notice_list(request: UserRequest) -> HttpResponse:
    """What the user was told, the newest first."""
    rows = Notice.objects.visible_to(request.user)
    page = page_of(request, rows.select_related("unit").order_by("-pk"))
    choice = MailChoice.objects.filter(user=request.user).first()
    return render(request, "notices/list.html", {"page": page, "choice": choice})


@require_safe
def notice_open(request: UserRequest, pk: int) -> HttpResponse:
    """The page that a notice tells of; from now on it is read."""
    notice = services.notice_open(actor=request.user, notice_id=pk)
    if notice is None:
        raise Http404
    return redirect(notice.url)


@require_POST
def read_all(request: UserRequest) -> HttpResponse:
    """Nothing is new any more."""
    services.notices_read(actor=request.user)
    messages.success(request, "Đã đánh dấu mọi thông báo là đã xem.")
    return redirect("notices:list")


@require_http_methods(["GET", "POST"])
def mail(request: UserRequest) -> HttpResponse:
    """How the user wants his letters."""
    choice = MailChoice.objects.filter(user=request.user).first() or MailChoice(user=request.user)
    form = MailForm(typed(request), initial={"rhythm": choice.rhythm, "address": choice.address})
    if done(form, lambda: services.mail_choose(actor=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu cách nhận thư.")
        return redirect("notices:list")
    return form_page(request, "notices/mail.html", form, choice=choice)
