"""What pdday says, gathered from its own source, so that every language can be held to it.

`scripts/words` and the tests use it; pages do not. Babel's own reader finds a sentence only where it stands as a
plain string inside `_(…)`. Ours also follows the few other ways in which this code writes one: one of two by a
condition, by a name given just before, out of a table. Whatever it cannot follow is a fault, named by place:
a sentence put together from pieces cannot be translated.
"""

from __future__ import annotations

import ast
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from pdday.solver import Rule
from pdday.staff.first_terms import FIRST_TERMS
from pdday.staff.rules import parts_of_terms
from pdday.words import CATALOGUES, LANGUAGES

PACKAGE = Path(__file__).parent
#: Functions whose first arguments are sentences, and how many.
SPEAK = {"_": 1, "_l": 1, "gettext": 1, "lazy_gettext": 1, "ngettext": 2, "lazy_ngettext": 2, "SoMany": 2}
#: What a catalogue says of itself: no dates and no names, so that two people's changes do not collide.
_HEAD = """# What pdday says in another language. `scripts/words` keeps the list of sentences in line with the code.
msgid ""
msgstr ""
"Language: {locale}\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

#: A fact in a sentence: {name:format} below the edge, %(name)s on pages.
_FACT = re.compile(r"\{[^{}]*\}|%\(\w+\)[0-9.]*[a-z]")
#: One sentence, or its singular and its plural.
Said = str | tuple[str, str]
Scopes = Sequence[ast.AST]


@dataclass
class Gathered:
    """Every sentence, and every place where one cannot be found."""

    sentences: set[Said] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def main() -> int:
    """Bring every catalogue in line with the code and say what each lacks; 1 if one lacks anything."""
    gathered = gather()
    for fault in gathered.faults:
        click.echo(f"This cannot be translated, because it is put together from pieces: pdday/{fault}")
    lacking = {locale: update(locale, gathered.sentences) for locale in LANGUAGES if locale != "en"}
    for locale, untold in lacking.items():
        click.echo(f"{LANGUAGES[locale]}: {len(gathered.sentences)} sentences, {len(untold)} without words")
        for said in untold:
            click.echo(f"  {said if isinstance(said, str) else said[0]}")
    return int(bool(gathered.faults) or any(lacking.values()))


def gather(package: Path = PACKAGE) -> Gathered:
    """Every sentence of the code and of the templates below `package`."""
    modules = {path: ast.parse(path.read_text()) for path in sorted(package.rglob("*.py"))}
    takers = {**SPEAK, **dict.fromkeys(_pattern_takers(modules.values()), 1)}
    gathered = Gathered()
    for path, module in modules.items():
        if not path.is_relative_to(package / "solver"):  # pure: its words are matched at the edge
            _Reader(path.relative_to(package).as_posix(), module, takers, gathered).read()
    for path in sorted(package.rglob("templates/**/*.html")):
        gathered.sentences |= set(_of_template(path))
    gathered.sentences |= {part for _, part in parts_of_terms(FIRST_TERMS)}
    gathered.sentences = {each for each in gathered.sentences if _has_words(each)}
    return gathered


def catalogue(locale: str) -> Catalog:
    """What stands in the catalogue of this language."""
    with path_of(locale).open("rb") as text:
        return read_po(text, locale=locale)


def path_of(locale: str) -> Path:
    """Where the catalogue of this language is."""
    return CATALOGUES / locale / "LC_MESSAGES" / "messages.po"


def update(locale: str, sentences: Iterable[Said]) -> list[Said]:
    """Bring the catalogue in line with the sentences there are: new ones empty, gone ones removed; the untold."""
    known = {_key(each.id): each.string for each in catalogue(locale) if each.id} if path_of(locale).exists() else {}
    fresh = Catalog(locale=locale)
    for said in sentences:
        fresh.add(said, known.get(said) or ("" if isinstance(said, str) else ("", "")))
    path_of(locale).parent.mkdir(parents=True, exist_ok=True)
    text = io.BytesIO()
    write_po(text, fresh, width=0, sort_output=True, omit_header=True)
    path_of(locale).write_text(_HEAD.format(locale=locale) + text.getvalue().decode().strip() + "\n")
    return untold(fresh)


def untold(catalogue: Catalog) -> list[Said]:
    """Sentences of a catalogue that lack a translation, or one of its forms."""
    return [_key(each.id) for each in catalogue if each.id and (each.fuzzy or not all(forms(each.string)))]


def _has_words(said: Said) -> bool:
    """Whether there is anything to translate beside figures and facts."""
    return any(letter.isalpha() for letter in _FACT.sub("", said if isinstance(said, str) else said[0]))


def forms(string: str | Sequence[str | None] | None) -> Sequence[str]:
    """A translation's forms: one, or one for each number."""
    return (string,) if isinstance(string, str) else [form or "" for form in string or ("",)]


def _key(name: str | Sequence[str]) -> Said:
    return name if isinstance(name, str) else (name[0], name[1])


def _of_template(path: Path) -> Iterator[Said]:
    options = {"silent": "false", "newstyle_gettext": "true"}
    with path.open("rb") as text:
        for _line, function, message, _comments in babel_extract(text, tuple(SPEAK), [], options):
            if function in SPEAK:
                parts = [message] if isinstance(message, str) else [part for part in message or () if part is not None]
                yield parts[0] if SPEAK[function] == 1 else (parts[0], parts[1])


def _pattern_takers(modules: Iterable[ast.Module]) -> set[str]:
    """The names of functions and kinds of things whose first argument is called `pattern`, and of what derives."""
    classes = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.ClassDef)]
    functions = [
        node for module in modules for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef) and _first_argument(node) == "pattern"
    ]  # fmt: skip
    takers = {node.name for node in functions} - {"__init__"}
    takers |= {node.name for node in classes if _takes_pattern(node)}
    before = 0
    while len(takers) > before:
        before = len(takers)
        takers |= {node.name for node in classes if not _has_own(node) and {*map(_name, node.bases)} & takers}
    return takers


def _takes_pattern(node: ast.ClassDef) -> bool:
    for part in node.body:
        if isinstance(part, ast.FunctionDef) and part.name == "__init__":
            return _first_argument(part) == "pattern"
        if isinstance(part, ast.AnnAssign):
            return isinstance(part.target, ast.Name) and part.target.id == "pattern"
    return False


def _has_own(node: ast.ClassDef) -> bool:
    return any(isinstance(part, ast.FunctionDef) and part.name == "__init__" for part in node.body)


def _first_argument(function: ast.FunctionDef) -> str | None:
    names = [each.arg for each in function.args.args if each.arg not in {"self", "cls"}]
    return names[0] if names else None


def _name(node: ast.AST) -> str | None:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


class _Reader:
    """Reads one module for what it says."""

    def __init__(self, name: str, module: ast.Module, takers: Mapping[str, int], gathered: Gathered) -> None:
        self.name, self.module, self.takers, self.gathered = name, module, takers, gathered

    def read(self) -> None:
        self._visit(self.module, [self.module])

    def _visit(self, node: ast.AST, scopes: Scopes) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Call) and (count := self._speaks(child)):
                self._hear(child, count, scopes)
            inner = [*scopes, child] if isinstance(child, ast.FunctionDef | ast.Lambda) else scopes
            self._visit(child, inner)

    def _speaks(self, call: ast.Call) -> int:
        """How many of a call's arguments are sentences."""
        if not call.args:
            return 0
        if ast.unparse(call.func) == "super().__init__":  # a refusal with a sentence of its own
            return int(isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str))
        return self.takers.get(_name(call.func) or "", 0)

    def _hear(self, call: ast.Call, count: int, scopes: Scopes) -> None:
        heard = [list(self._strings(argument, scopes)) for argument in call.args[:count]]
        if count == 1:
            self.gathered.sentences |= set(heard[0])
        elif all(len(each) == 1 for each in heard):
            self.gathered.sentences.add((heard[0][0], heard[1][0]))

    def _strings(self, node: ast.AST, scopes: Scopes) -> Iterator[str]:
        """The strings that an expression may be."""
        match node:
            case ast.Constant(value=str(words)):
                yield words
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=" "), attr="join")) if self.name == "words.py":
                return  # whole sentences, one after the other
            case ast.IfExp(body=body, orelse=other):
                yield from self._strings(body, scopes)
                yield from self._strings(other, scopes)
            case ast.Attribute(attr="pattern") | ast.Subscript(slice=ast.Constant(value="pattern")):
                return  # a Sentence that was heard where it was made
            case ast.Attribute(attr="sentence", value=ast.Name(id="rule")):
                yield from (rule.sentence for rule in Rule)
            case ast.Name(id=name):
                yield from self._named(node, name, scopes)
            case ast.Subscript(value=ast.Name(id=name)):
                yield from self._from_table(node, name)
            case _:
                self._fault(node)

    def _named(self, node: ast.AST, name: str, scopes: Scopes) -> Iterator[str]:
        """What a name stands for: every value it is given in the function around, else in the module."""
        for scope in reversed(scopes):
            if isinstance(scope, ast.FunctionDef) and name in {each.arg for each in scope.args.args}:
                if name != "pattern":  # its callers were heard
                    self._fault(node)
                return
            if values := list(_values(scope, name)):
                for value in values:
                    yield from self._strings(value, scopes)
                return
        self._fault(node)

    def _from_table(self, node: ast.AST, name: str) -> Iterator[str]:
        for value in _values(self.module, name):
            if isinstance(value, ast.Dict):
                for each in value.values:
                    yield from self._strings(each, [self.module])
                return
        self._fault(node)

    def _fault(self, node: ast.AST) -> None:
        self.gathered.faults.append(f"{self.name}:{getattr(node, 'lineno', 0)}: {ast.unparse(node)}")


def _values(scope: ast.AST, name: str) -> Iterator[ast.AST]:
    """What `name` is set to in a scope: by itself, as one of several, or going through rows."""
    for node in scope.body if isinstance(scope, ast.Module) else ast.walk(scope):
        match node:
            case ast.Assign(targets=[target], value=value) | ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _parts(target, value, name)
            case ast.For(target=target, iter=rows) | ast.comprehension(target=target, iter=rows):
                for row in _rows(scope, rows):
                    yield from _parts(target, row, name)


def _rows(scope: ast.AST, rows: ast.AST) -> Sequence[ast.AST]:
    """What one goes through: a list as it stands, or one given a name before."""
    match rows:
        case ast.Tuple(elts=elements) | ast.List(elts=elements):
            return elements
        case ast.Name(id=name):
            given = (node.value for node in ast.walk(scope) if isinstance(node, ast.Assign) and _is(node.targets, name))
            return [each for value in given if not isinstance(value, ast.Name) for each in _rows(scope, value)]
    return ()


def _parts(target: ast.AST, value: ast.AST, name: str) -> Iterator[ast.AST]:
    match target, value:
        case ast.Name(id=found), _ if found == name:
            yield value
        case ast.Tuple(elts=names), ast.IfExp(body=body, orelse=other):
            yield from _parts(target, body, name)
            yield from _parts(target, other, name)
        case ast.Tuple(elts=names), ast.Tuple(elts=values):
            for each, part in zip(names, values, strict=False):
                yield from _parts(each, part, name)


def _is(targets: Sequence[ast.expr], name: str) -> bool:
    return len(targets) == 1 and _name(targets[0]) == name


if __name__ == "__main__":
    raise SystemExit(main())
