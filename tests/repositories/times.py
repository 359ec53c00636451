"""When things were saved, truly or not."""

from __future__ import annotations

import random
from pathlib import Path

from .learner import (
    BEGINNING,
    Builder,
    History,
    Learner,
    begun,
    evening,
    held,
    kept,
    named,
    saved,
    session,
    sheet,
    weeks,
)


def forged_script(place: Path) -> History:
    """Everything made by a script in one night, both dates of each save forged. Nothing tells."""
    chance = random.Random(7)
    clocks = {
        day: f"{chance.randrange(18, 23)}:{chance.randrange(60):02}:{chance.randrange(60):02}" for day in weeks(24)
    }
    return saved(place, {day: (evening(day, clock),) * 2 for day, clock in clocks.items()}).done()


def forged_author_date(place: Path) -> History:
    """Everything saved in three evenings of June, with the author's dates set to the sessions'."""
    times = {}
    for number, day in enumerate(weeks(24)):
        really = evening(f"2025-06-{27 + number // 8}", f"20:{10 + 3 * (number % 8)}:{11 + number}")
        times[day] = (evening(day), really)
    return saved(place, times).done()


def rebase_inserted_edit(place: Path) -> History:
    """Kept weekly; then the fifth session was edited where it was first saved, and the rest made again on top."""
    days = weeks(24)
    learner = kept(place, days)
    before, bundle = learner.tip, learner.hand_over()
    learner.remake(days[4], {sheet(days[4]): session(days[4], minutes=120)}, "2025-06-24T22:10+01:00")
    return learner.done(path=sheet(days[4]), earlier=before, bundle=bundle)


def late(place: Path) -> History:
    """A session of 3 March, first saved 41 days later."""
    learner = kept(place, weeks(3))
    path = sheet("2025-03-03")
    learner.ids["late"] = learner.save({path: session("2025-03-03")}, evening("2025-04-13"))
    return learner.done(path=path)


def bulk_day_one(place: Path) -> History:
    """Sixteen sessions of October to March, first saved together; then kept weekly."""
    learner = Learner(place)
    days = weeks(16, "2024-10-08")
    learner.ids["first"] = learner.save(
        {**BEGINNING, **held(*days)}, evening("2025-03-28"), "Bring in what I had on paper"
    )
    for day in weeks(3, "2025-04-01"):
        learner.ids[day] = learner.save(held(day), evening(day))
    return learner.done()


def burst(place: Path) -> History:
    """Eight saves within eight minutes, whose author's dates are weeks apart."""
    days = enumerate(weeks(8))
    return saved(place, {day: (evening(day), evening("2025-03-01", f"21:0{one}:17")) for one, day in days}).done()


def future_claim(place: Path) -> History:
    """A session dated five days after it was saved."""
    learner = kept(place, weeks(3))
    path = sheet("2025-03-09")
    learner.ids["claim"] = learner.save({path: session("2025-03-09")}, evening("2025-03-04"))
    return learner.done(path=path)


def future_save(place: Path) -> History:
    """A save dated 2091."""
    learner = kept(place, weeks(3))
    learner.ids["future"] = learner.save(held("2025-03-04"), "2091-03-04T19:30+00:00")
    return learner.done(path=sheet("2025-03-04"))


def not_seen(place: Path) -> History:
    """Handed over on 3 May; saves dated March and April came in later by a side line that was not there then."""
    learner = kept(place, weeks(4))
    before, bundle = learner.tip, learner.hand_over()
    learner.line("laptop")
    days = weeks(3, "2025-03-04")
    for day in days:
        learner.ids[day] = learner.save(held(day), evening(day))
    learner.on("main")
    learner.save(held("2025-05-06"), evening("2025-05-06"))
    learner.ids["merge"] = learner.merge("laptop", when=evening("2025-05-20"))
    learner.git("branch", "--quiet", "-D", "laptop")
    return learner.done(path=sheet(days[0]), earlier=before, bundle=bundle)


def _redated(place: Path, first: str, then: str, when: str, message: str) -> History:
    learner = begun(place)
    path = "sessions/c01-first-talk.yaml"
    learner.ids["saved"] = learner.save({path: session(first)}, evening("2025-03-02", "18:00"))
    learner.save(held("2025-03-04"), evening("2025-03-04"))
    changed = session(first).replace(f"date: {first}", f"date: {then}")
    learner.ids["redated"] = learner.save({path: changed}, when, message)
    return learner.done(path=path)


def redated(place: Path) -> History:
    """A session's date went from 1 March to 1 February on 9 April, without a reason."""
    return _redated(place, "2025-03-01", "2025-02-01", evening("2025-04-09"), "Save")


def redated_with_reason(place: Path) -> History:
    """The same, with a reason."""
    message = "Put the date right\n\nReason: my diary says February, I had misread my own sheet"
    return _redated(place, "2025-03-01", "2025-02-01", evening("2025-04-09"), message)


def typo_date_same_day(place: Path) -> History:
    """A date mistyped and put right within the hour."""
    learner = begun(place)
    path = "sessions/c01-first-talk.yaml"
    learner.ids["saved"] = learner.save({path: session("2025-03-03")}, evening("2025-03-02", "18:00"))
    mended = session("2025-03-03").replace("date: 2025-03-03", "date: 2025-03-02")
    learner.ids["redated"] = learner.save({path: mended}, evening("2025-03-02", "18:40"))
    return learner.done(path=path)


def clock_reset(place: Path) -> History:
    """Kept weekly; one improvement was saved while the computer's clock stood at the start of the year."""
    learner = kept(place, weeks(5))
    better = session("2025-01-28", said="I see now that I was waiting for my own question.")
    learner.ids["reset"] = learner.save({sheet("2025-01-28"): better}, "2025-01-01T00:04+00:00")
    for day in weeks(3, "2025-02-18"):
        learner.ids[day] = learner.save(held(day), evening(day))
    return learner.done(path=sheet("2025-01-28"))


def three_weeks_offline(place: Path) -> History:
    """Away for three weeks; what was written there was saved on the day after coming home, one by one."""
    learner = kept(place, weeks(3))
    for number, day in enumerate(weeks(3, "2025-02-04")):
        learner.ids[day] = learner.save(held(day), evening("2025-02-25", f"1{number}:20"))
    for day in weeks(3, "2025-03-04"):
        learner.ids[day] = learner.save(held(day), evening(day))
    return learner.done(path=sheet("2025-02-04"))


def two_laptops(place: Path) -> History:
    """Work on two computers, joined; the clock of one is two days behind."""
    learner = kept(place, weeks(2))
    learner.line("laptop")
    for day in weeks(3, "2025-01-21"):
        learner.ids[day] = learner.save(held(day), evening(day))
    learner.on("main")
    for day in weeks(3, "2025-01-22"):
        learner.ids[day] = learner.save(held(day), evening(day, "20:40"))
    learner.ids["merge"] = learner.merge("laptop", when=evening("2025-02-02"))
    learner.git("branch", "--quiet", "-D", "laptop")
    return learner.done()


def time_zones(place: Path) -> History:
    """Honest work at both ends of the date line."""
    learner = begun(place)
    for day, when in {
        "2025-03-04": "2025-03-05T09:00+14:00",
        "2025-03-11": "2025-03-11T19:00-11:00",
        "2025-03-12": "2025-03-12T23:50+14:00",
        "2025-03-20": "2025-03-20T00:30+14:00",
        "2025-03-25": "2025-03-25T23:30-11:00",
    }.items():
        learner.ids[day] = learner.save(held(day), when)
    return learner.done()


TIME: dict[str, Builder] = {
    **named(forged_script, forged_author_date, rebase_inserted_edit, late, bulk_day_one, burst, future_claim),
    **named(future_save, not_seen, redated, redated_with_reason, typo_date_same_day, clock_reset),
    **named(three_weeks_offline, two_laptops, time_zones),
}
