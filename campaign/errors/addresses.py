"""What is refused about files of addresses, streets, stations, results and rolls."""

from __future__ import annotations

from db.errors import N_, Refusal


class FileNotThere(Refusal):
    code = "addresses.not_there"
    why = N_("There is no file at {path}.")
    next_step = N_("Type its whole path, as in: ~/Downloads/adresses-93.csv.gz.")


class LayoutUnknown(Refusal):
    code = "addresses.layout"
    why = N_("{path} is no file of a layout that is known here: its first line names {titles}.")
    next_step = N_("Take a commune's or a department's CSV file from adresse.data.gouv.fr, as it is downloaded.")


class LayoutElsewhere(Refusal):
    code = "addresses.layout_elsewhere"
    why = N_("{path} is not a file for “import {asked}”: by its titles it is one for “import {command}”.")
    next_step = N_("Say: appui import {command} {path}.")


class SeparatorWrong(Refusal):
    code = "addresses.separator"
    why = N_("{path} separates its columns by “{separator}” on line 1, where this layout has “{wanted}”.")
    next_step = N_("Take the file as it was downloaded, or save it again with “{wanted}” as separator.")


class ColumnsMissing(Refusal):
    code = "addresses.columns"
    why = N_("{path} lacks columns that its layout has: line 1 does not name {missing}.")
    next_step = N_("Take the file as it was downloaded: a spreadsheet may have dropped columns.")


class NotUtf8(Refusal):
    code = "addresses.encoding"
    why = N_("Line {line} of {path} is not UTF-8: its accents look like {encoding}.")
    next_step = N_("If it is Latin-1, say so: --encoding latin-1; else save it again as UTF-8.")


class EncodingUnknown(Refusal):
    code = "addresses.encoding_unknown"
    why = N_("No encoding called “{name}” is read here.")
    next_step = N_("Choose utf-8 or latin-1.")


class EncodedTwice(Refusal):
    code = "addresses.encoded_twice"
    why = N_(
        "Line {line} of {path} holds text that was encoded twice: “{before}” where “{after}” was meant ({count} "
        "names in all); nothing was changed."
    )
    next_step = N_("To have it mended: --mend-text. To keep it as it is: --keep-text.")


class FileCutShort(Refusal):
    code = "addresses.cut_short"
    why = N_("{path} breaks off at line {line}: the compressed file is cut short or damaged; nothing was changed.")
    next_step = N_("Download it again.")


class ArchiveNotOpened(Refusal):
    code = "addresses.archive"
    why = N_("{path} cannot be read as it is ({kind}).")
    next_step = N_("Unpack it first; what is read is CSV, plain or gz, and OpenStreetMap's .osm.")


class FileEmpty(Refusal):
    code = "addresses.empty"
    why = N_("{path} holds no line that could be taken in.")
    next_step = N_("Download it again.")


class NothingOfCommune(Refusal):
    code = "addresses.commune"
    why = N_("{path} holds nothing of {wanted}: it holds {held}.")
    next_step = N_("Name the commune you want: --commune CODE.")


class NothingNear(Refusal):
    code = "addresses.near"
    why = N_("{path} holds nothing near the addresses of this committee.")
    next_step = N_("Take the file of your own commune or department.")


class PbfNotRead(Refusal):
    code = "addresses.pbf"
    why = N_("{path} is packed as .pbf, which is read only where osmium is installed.")
    next_step = N_(
        "Take the same extract as .osm or .osm.gz; or, in the folder of Appui: "
        '.venv/bin/python -m pip install ".[osm]".'
    )


class PbfDamaged(Refusal):
    code = "addresses.pbf_damaged"
    why = N_("{path} cannot be read as .pbf: it is cut short, damaged, or something else; nothing was changed.")
    next_step = N_("Download it again.")


class CommuneNeeded(Refusal):
    code = "addresses.commune_needed"
    why = N_("{name}: which commune to take out of {path} is not clear.")
    next_step = N_("Name a commune: --commune CODE, or all of the file: --commune all.")


class CommuneImpossible(Refusal):
    code = "addresses.commune_impossible"
    why = N_("“{text}” is no INSEE code of a commune or a department.")
    next_step = N_("An INSEE code has five characters, such as 93010; it is not the postcode.")


class LinesRefused(Refusal):
    code = "addresses.lines"
    why = N_("Line {line} of {path}: {reason} ({count} such lines in all); nothing was changed.")
    next_step = N_("Mend the file, or leave those lines out: --leave-out.")


class AddressUnknown(Refusal):
    code = "addresses.unknown"
    why = N_("No address here is “{text}”.")
    next_step = N_("List them: appui address list --search TEXT.")


class BuildingImpossible(Refusal):
    code = "addresses.building"
    why = N_("{value} cannot be: {what} is between {least} and {most}.")
    next_step = N_("Type a whole number.")


class StationNeeded(Refusal):
    code = "addresses.station"
    why = N_("Which addresses belong to the station was not said.")
    next_step = N_("Choose a street and a side, or some addresses.")


class ElectionNeeded(Refusal):
    code = "addresses.election"
    why = N_("The file does not say of which election it holds the results.")
    next_step = N_("Say it: --election presidentielle-2022 --round 1.")


class NoResults(Refusal):
    code = "addresses.results"
    why = N_("No result by polling station is here that fits.")
    next_step = N_("Take in the file of the Interior Ministry: appui import results FILE --election NAME --round 1.")


class UndertakingNeeded(Refusal):
    code = "roll.undertaking"
    why = N_("A roll is taken in only with an undertaking: {label} is missing.")
    next_step = N_("Say who acts, the commune, the day it was signed, the day of the poll, and the day of the purge.")


class PurgeTooLate(Refusal):
    code = "roll.purge"
    why = N_("The roll must be purged between the poll, {poll}, and {latest}; {purge} was said.")
    next_step = N_("Choose a day in between.")


class RollOfAnotherCommune(Refusal):
    code = "roll.commune"
    why = N_("Line {line} of {path} is of {code}, and the undertaking is for {wanted}; nothing was changed.")
    next_step = N_("Ask for each commune's roll by itself.")


class RollUnknown(Refusal):
    code = "roll.unknown"
    why = N_("There is no such roll here.")
    next_step = N_("List them: appui roll list.")
