"""python -m bot.ops <verb>; --help lists the verbs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.ops.environment import CannotStart
from bot.ops.users import app as users

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Run and care for Sehat Saathi.")
twilio = typer.Typer(no_args_is_help=True, help="Set up Twilio for this assistant.")
app.add_typer(twilio, name="twilio")
app.add_typer(users, name="user")
Message = Annotated[str, typer.Argument(help="One message, as a person would write it, in quotes.")]
ChannelOption = Annotated[str, typer.Option(help="whatsapp or sms.", envvar="CHANNEL")]


@app.command()
def check() -> None:
    """Check every data file, sentence and training message; name file and line of each mistake."""
    from bot.ops.check import problems

    found = problems()
    for problem in found:
        typer.echo(str(problem))
    typer.echo(f"{len(found)} problems" if found else "All data files, sentences and messages are sound.")
    raise typer.Exit(1 if found else 0)


@app.command()
def ask(message: Message, channel: ChannelOption = "whatsapp") -> None:
    """Show every step for one message: words, symptoms, danger signs, place, route, reply, segments."""
    from bot.ops.ask import explain

    for line in explain(message, channel):
        typer.echo(line)


@app.command()
def train(if_needed: Annotated[bool, typer.Option(help="Only when something changed.")] = False) -> None:
    """Train a model beside the live one and compare the two; the first model becomes live."""
    from bot.ops.train import train as start

    start(if_needed=if_needed)


@app.command()
def promote(
    name: Annotated[str, typer.Argument(help="A model in models/, as train names it.")],
    who: Annotated[str, typer.Option(help="Your name, for the record.")],
    reason: Annotated[str | None, typer.Option(help="Overrides the gate, but never a lost danger.")] = None,
) -> None:
    """Put a model live when nothing got worse; the running servers take it over without a pause."""
    from bot.ops.releases import promote as start

    start(name, who, reason)
    typer.echo(f"{name} is live; the running servers take it over within seconds.")


@app.command()
def rollback(who: Annotated[str, typer.Option(help="Your name, for the record.")]) -> None:
    """Put the former model live again."""
    from bot.live_model import live_model
    from bot.ops.releases import roll_back

    roll_back(who)
    live = live_model()
    typer.echo(f"{live.name if live else 'No model'} is live again.")


@app.command()
def models() -> None:
    """List the models, newest first: which is live, since when, and how many dangers each sees."""
    from rich.console import Console

    from bot.ops.showing import listed

    Console(width=110).print(listed())


@app.command()
def score(pictures: Annotated[Path | None, typer.Option(help="A folder for pictures.")] = None) -> None:
    """Score the newest model on the fixed test set, by form and slice; exit 1 when a bar is not held."""
    from bot.ops.score import score as start

    raise typer.Exit(start(pictures))


@app.command()
def report(file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("var/report.html")) -> None:
    """Write one HTML file with pictures for a meeting: scores, what was not understood, routes by district."""
    from bot.ops.report import report as start

    typer.echo(f"{start(file)} is written; open it in a browser.")


@app.command()
def clash() -> None:
    """List training and test messages that the newest model takes for another intent than their label."""
    from bot.ops.clash import clashes

    for line in clashes():
        typer.echo(line)


@app.command()
def add(
    sheet: Annotated[Path, typer.Argument(help="A file of labelled messages; docs/howto/add-a-sentence.md.")],
) -> None:
    """Add labelled messages to the training messages, and one in ten to the fixed test set."""
    from bot.ops.add import add_sheet

    added = add_sheet(sheet)
    typer.echo(f"{added.training} messages train, {added.tests} test, {added.known} were there already.")


@app.command()
def database() -> None:
    """Make or migrate the tables of DATABASE_URL; say from which step to which."""
    from bot.ops.database import migrated
    from bot.ops.environment import prepare

    typer.echo(migrated(prepare()))


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file.")]) -> None:
    """Write everything in the database to a file; the servers may run."""
    from bot.ops.backup import backup as start
    from bot.ops.environment import prepare

    typer.echo(start(prepare(), file))


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="What backup wrote.")]) -> None:
    """Put a backup in place of the database; stop the servers first."""
    from bot.ops.backup import restore as start
    from bot.ops.environment import prepare

    typer.echo(start(prepare(), file))


@app.command()
def run() -> None:
    """Start action server and Rasa server, wait until both answer, say what to do next; Ctrl-C stops both."""
    from bot.ops.run import run as start

    raise typer.Exit(start())


@app.command()
def purge() -> None:
    """Delete what is older than RETENTION_DAYS; the server does the same each night."""
    from bot.ops.purge import purge as start

    typer.echo(start())


@app.command()
def talk(channel: ChannelOption = "whatsapp", number: str = "+910000000001") -> None:
    """Chat with the running assistant through its signed webhook, as WhatsApp or as a feature phone."""
    from bot.ops.talk import talk as start

    start(channel, number)


@app.command()
def console() -> None:
    """Serve the console of the ops team until Ctrl-C."""
    from bot.console.serve import serve

    serve()


@app.command()
def demo() -> None:
    """Serve a console over made-up data of a month, with a fever cluster in Sidhi, until Ctrl-C."""
    from bot.console.serve import serve_demo

    serve_demo()


@twilio.command()
def connect(
    number: Annotated[str, typer.Argument(help="+15005550006 for SMS, whatsapp:+15005550006 for WhatsApp.")],
    fallback: Annotated[str, typer.Option(help="Address of a TwiML Bin, for when this server is away.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")] = False,
) -> None:
    """Set the addresses that Twilio calls for a number or a WhatsApp sender; show them before and after."""
    from rich.console import Console

    from bot.ops.connect import connect as start
    from bot.ops.connect import show
    from bot.ops.environment import prepare

    show(start(prepare(), number, fallback, dry_run=dry_run), Console())


@twilio.command()
def fallback() -> None:
    """Print the fixed reply to paste into a TwiML Bin, made from the sentences and the facts."""
    from bot.ops.connect import fallback_twiml

    typer.echo(fallback_twiml())


@app.command()
def storm(
    messages: Annotated[int, typer.Option(help="How many messages.")] = 10_000,
    rate: Annotated[float, typer.Option(help="Messages a second.")] = 10.0,
    servers: Annotated[int, typer.Option(help="Rasa servers behind a balancer.")] = 1,
    database: Annotated[str, typer.Option(help="sqlite or postgresql.")] = "sqlite",
    write: Annotated[bool, typer.Option(help="Keep the report in docs/storm.md.")] = False,
) -> None:
    """Play thousands of messages as Twilio while servers and database are killed; exit 1 when a promise is broken."""
    from bot.ops.storm.run import run_storm

    raise typer.Exit(run_storm(messages, rate, servers, database, write=write))


@app.command()
def siege(
    requests: Annotated[int, typer.Option(help="How many requests.")] = 100_000,
    write: Annotated[bool, typer.Option(help="Keep the report in docs/storm.md.")] = False,
) -> None:
    """Send hostile and malformed requests to the servers; exit 1 when one of them breaks a promise."""
    from bot.ops.storm.run import run_siege

    raise typer.Exit(run_siege(requests, write=write))


@app.command()
def scale(
    messages: Annotated[int, typer.Option(help="How many messages.")] = 3_000,
    rate: Annotated[float, typer.Option(help="Messages a second.")] = 10.0,
    flood: Annotated[float, typer.Option(help="Seconds to measure each speed for; 0 for not at all.")] = 15.0,
) -> None:
    """Play a storm on 2 + 2 servers behind nginx, one of each killed in the middle; exit 1 when a promise is broken."""
    from bot.ops.scale.run import run as start

    raise typer.Exit(start(messages, rate, flood))


def main() -> None:
    """Runs a verb; what cannot start says so in one sentence."""
    sys.path.insert(0, str(Path.cwd()))
    try:
        app()
    except CannotStart as error:
        typer.secho(str(error), err=True, fg="red")
        sys.exit(1)


if __name__ == "__main__":
    main()
