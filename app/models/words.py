"""What is said of a model, in words for people."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from app.display import display_path, number, photos_and_pages, size
from indexer.messages import IndexProgress, KnownModel, ModelResult

STARTER = "starter"
MOST_LANGUAGES = 4


def title(model: KnownModel) -> str:
    """What a model is called."""
    return _tr("Starter") if model.name == STARTER else display_path(model.title)


def about(model: KnownModel) -> str:
    """What a model is, in a sentence."""
    if model.name == STARTER:
        return _tr("Comes with Mate. Small and quick, needs no graphics card.")
    if model.kind == "vlm":
        return _tr(
            "A part: sees photos and reads short texts. Aligned with a text encoder, it finds."
        )
    if model.kind == "text-encoder":
        return _tr("A part: reads long texts. Aligned with what sees photos, it finds.")
    parts = [display_path(part) for part in model.parts]
    if len(parts) < 2:
        return ""
    return _tr("Sees photos with {image} and reads texts with {text}.").format(
        image=parts[0], text=parts[1]
    )


def facts(model: KnownModel) -> str:
    """Its size, memory, licence and languages, in a line."""
    measured, estimated = _tr("{size} of memory"), _tr("about {size} of memory (estimated)")
    memory = measured if model.memory_is_measured else estimated
    licence = model.licence or _tr("not stated")
    said = [
        _tr("{size} on disk").format(size=size(model.size)),
        memory.format(size=size(model.memory)),
        _tr("licence: {licence}").format(licence=display_path(licence)),
        _languages(model.languages),
    ]
    if model.dim:
        said.append(_tr("{n} dimensions").format(n=number(model.dim)))
    return " · ".join(said)


def _languages(codes: tuple[str, ...] | None) -> str:
    if codes is None:
        return _tr("languages not stated")
    if len(codes) > MOST_LANGUAGES:
        return _tr("{n} languages").format(n=number(len(codes)))
    return ", ".join(QLocale.languageToString(QLocale(code).language()) for code in codes)


def measured(model: KnownModel) -> str:
    """What was measured of it, or that nothing was."""
    if model.kind != "model":
        return ""
    if not model.results:
        return _tr("How well it finds has not been measured.")
    return " ".join(_result(each) for each in model.results)


def _result(result: ModelResult) -> str:
    percent = number(int(100 * result.value + 0.5))
    if result.held_out:
        text = _tr(
            "Aligned: {percent} % of held-out texts ({set}) are found among the first ten. "
            "With photos it has not been measured."
        )
    elif result.measure == "text → image R@10":
        text = _tr("Finds the photo of a caption among the first ten: {percent} % ({set}).")
    elif result.measure == "image → text R@10":
        text = _tr("Finds a caption of a photo among the first ten: {percent} % ({set}).")
    else:
        text = "{measure}: {percent} % ({set})."
    return text.format(
        percent=percent, set=display_path(result.dataset), measure=display_path(result.measure)
    )


def what_it_takes(
    model: KnownModel, present: KnownModel | None, progress: IndexProgress, files: int
) -> str:
    """What happens when a model is chosen: how much is read, how long it takes, what answers."""
    said = [photos_and_pages(progress.photos, progress.pages) + "."]
    if model.files_per_second:
        text = _tr("It takes {time}, as fast as it was here before.")
        said.append(text.format(time=duration(files / model.files_per_second)))
    elif present is not None and present.files_per_second:
        text = _tr("With {name} it would take {time}; {other} has not been timed on this computer.")
        time = duration(files / present.files_per_second)
        said.append(text.format(name=title(present), time=time, other=title(model)))
    else:
        said.append(_tr("How long it takes is shown once it has begun."))
    if present is not None:
        text = _tr("{name} answers until all is read. Until then you can go back to it.")
        said.append(text.format(name=title(present)))
    else:
        said.append(_tr("Until all is read, only a part of it is found."))
    return " ".join(said)


def duration(seconds: float) -> str:
    """How long something takes, roughly."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return _tr("less than a minute")
    if minutes < 60:
        return _tr("about {n} min").format(n=number(minutes))
    if minutes < 48 * 60:
        return _tr("about {n} h").format(n=number(round(minutes / 60)))
    return _tr("about {n} days").format(n=number(round(minutes / 60 / 24)))


def _tr(text: str) -> str:
    return QCoreApplication.translate("Models", text)
