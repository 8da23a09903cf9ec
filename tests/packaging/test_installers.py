"""What the installers say about the app, and what goes into them; none of this needs the frozen app."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import shutil
import struct
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from installers import bundle, facts, icons, left_out, licences, linux, llama, macos, windows

import t2l_desktop
from t2l_desktop.core.paths import AppPaths
from t2l_desktop.library.pack_bundle import write_bundle
from t2l_desktop.library.pack_files import Meter
from t2l_desktop.library.packs import PackShelf, load_pack
from tests.helpers.tiny_pack import make_tiny_pack
from tests.packaging.test_setup import script

ROOT = Path(__file__).resolve().parents[2]


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"no {program}")


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a desktop reads, as the installers lay it out."""
    folder = tmp_path_factory.mktemp("share")
    linux.write_share(folder, command="t2l-desktop")
    return folder


# what is said about the app


def test_every_installer_names_the_version_that_the_app_names() -> None:
    assert facts.version() == t2l_desktop.__version__
    assert macos.info_plist()["CFBundleShortVersionString"] == t2l_desktop.__version__
    assert f"-{t2l_desktop.__version__}-linux-" in linux.stem()
    command = windows.makensis(bundle=Path("none"), icons=Path("icons"), target=Path("out.exe"))
    assert f"-DVERSION={t2l_desktop.__version__}" in command


def test_the_list_of_changes_begins_with_this_version() -> None:
    newest = facts.releases()[0]
    assert newest.version == t2l_desktop.__version__
    assert len(newest.points) > 3
    assert not [point for point in newest.points if "`" in point or not point.endswith(".")]


def test_files_carry_the_time_of_the_commit_or_the_one_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert facts.build_time() == 1_700_000_000
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert facts.build_time() > 1_700_000_000


def test_a_template_with_a_field_that_nobody_fills_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "template"
    template.write_text("@TITLE@ @NOBODY@", encoding="utf-8")
    with pytest.raises(KeyError, match="NOBODY"):
        facts.filled(template)


def test_the_menu_entry_opens_files_and_speaks_both_languages(share: Path) -> None:
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment,method-assign] # keys are told apart by case
    entry.read(share / "applications" / "t2l-desktop.desktop", encoding="utf-8")
    fields = entry["Desktop Entry"]
    assert fields["Exec"] == "t2l-desktop %U"
    assert fields["MimeType"] == "application/x-t2lskill;application/x-t2lpack;"
    assert {"Comment[ja]", "GenericName[ja]"} <= set(fields)
    assert fields["StartupWMClass"] == fields["Icon"] == "t2l-desktop"


@needs("desktop-file-validate")
def test_the_menu_entry_is_as_the_standard_wants_it(share: Path) -> None:
    file = share / "applications" / "t2l-desktop.desktop"
    done = subprocess.run(["desktop-file-validate", file], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@needs("appstreamcli")
def test_software_centres_understand_the_facts(share: Path) -> None:
    file = share / "metainfo" / "io.github.t2l_desktop.metainfo.xml"
    command = ["appstreamcli", "validate", "--no-net", "--no-color", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_kinds_of_files_have_icons_in_every_size(share: Path) -> None:
    kinds = ET.parse(share / "mime" / "packages" / "t2l-desktop.xml").getroot()
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    names = [kind.attrib["name"] for kind in kinds.iterfind("m:icon", space)] or [
        icon.attrib["name"] for icon in kinds.iterfind("*/m:icon", space)
    ]
    assert names == ["application-x-t2lskill", "application-x-t2lpack"]
    for size in icons.SIZES:
        for name in ("apps/t2l-desktop", *(f"mimetypes/{name}" for name in names)):
            png = (share / "icons" / "hicolor" / f"{size}x{size}" / f"{name}.png").read_bytes()
            assert struct.unpack(">II", png[16:24]) == (size, size)


def test_icons_of_other_systems_hold_every_picture_whole(tmp_path: Path) -> None:
    svg = icons.SOURCES / "t2l-desktop.svg"
    icons.write_ico(svg, tmp_path / "a.ico")
    ico = (tmp_path / "a.ico").read_bytes()
    *_, length, at = struct.unpack("<BBBBHHII", ico[6 + 16 * 6 : 6 + 16 * 7])
    assert (at + length, ico[at : at + 4]) == (len(ico), b"\x89PNG")
    icons.write_icns(svg, tmp_path / "a.icns")
    icns = (tmp_path / "a.icns").read_bytes()
    assert (icns[:4], struct.unpack(">I", icns[4:8])[0]) == (b"icns", len(icns))


# what goes in


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platforminputcontexts/libqtvirtualkeyboardplugin.so",
        "PySide6/Qt/lib/libQt6VirtualKeyboard.so.6",
        "PySide6\\plugins\\platforminputcontexts\\qtvirtualkeyboardplugin.dll",
        "PySide6/Qt/translations/qtbase_de.qm",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "torch/include/ATen/ATen.h",
        "torch/test/test_jit",
        "torch/bin/test_api",
        "llama_cpp/lib/libggml-cpu-sapphirerapids.so",
        "resources/i18n/t2l_desktop_ja.ts",
        "libstdc++.so.6",
    ],
)
def test_what_the_app_never_loads_stays_behind(path: str) -> None:
    assert left_out.is_left_out(path, platform="linux")


@pytest.mark.parametrize(
    ("path", "stays_behind"),
    [
        ("PySide6\\plugins\\imageformats\\qgif.dll", True),
        ("PySide6\\plugins\\tls\\qschannelbackend.dll", True),
        ("PySide6\\translations\\qtbase_de.qm", True),
        ("PySide6\\Qt6Quick.dll", True),
        ("PySide6\\opengl32sw.dll", True),
        ("llama_cpp\\lib\\ggml.lib", True),
        ("PySide6\\plugins\\platforms\\qwindows.dll", False),
        ("PySide6\\translations\\qtbase_ja.qm", False),
        ("PySide6\\Qt6Widgets.dll", False),
        ("llama_cpp\\lib\\ggml.dll", False),
    ],
)
def test_what_stays_behind_does_so_in_the_layout_of_windows_too(path: str, stays_behind: bool) -> None:
    assert left_out.is_left_out(path, platform="win32") is stays_behind


@pytest.mark.parametrize(
    "path",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/translations/qtbase_ja.qm",
        "torch/bin/torch_shm_manager",
        "torch/lib/libtorch_cpu.so",
        "torch/lib/libgomp.so.1",
        "numpy.libs/libgfortran-040039e1.so.5.0.0",
        "llama_cpp/lib/libggml-cpu-haswell.so",
        "libxcb-cursor.so.0",
        "resources/i18n/t2l_desktop_ja.qm",
        "resources/icons/create.svg",
    ],
)
def test_what_the_app_loads_goes_in(path: str) -> None:
    assert not left_out.is_left_out(path, platform="linux")


def test_of_transformers_only_what_reads_descriptions_goes_in() -> None:
    assert left_out.is_left_out("transformers/models/whisper/modeling_whisper.py", platform="linux")
    assert left_out.is_module_left_out("transformers.models.whisper.modeling_whisper")
    for kept in ("transformers.models", "transformers.models.auto.auto_factory", "transformers.models.bert"):
        assert not left_out.is_module_left_out(kept)
    assert not left_out.is_left_out("transformers/models/bert/modeling_bert.py", platform="linux")
    assert not left_out.is_left_out("transformers/models/__init__.py", platform="linux")


def test_libraries_go_when_nothing_that_stays_needs_them() -> None:
    links = {"/xcb": ["libcursor"], "/cursor": ["libimage"], "/image": [], "/gtk": ["libgdk"], "/gdk": []}
    entries = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/xcb", "BINARY"),
        ("libcursor.so.0", "/cursor", "BINARY"),
        ("libimage.so.0", "/image", "BINARY"),
        ("libgtk-3.so.0", "/gtk", "BINARY"),
        ("libgdk-3.so.0", "/gdk", "BINARY"),
        ("libEglFS.so.6", "PySide6/Qt/lib/libEglFS.so.6", "SYMLINK"),
        ("libqxcb.so", "PySide6/Qt/plugins/platforms/libqxcb.so", "SYMLINK"),
    ]
    names = {"libcursor": "libcursor.so.0", "libimage": "libimage.so.0", "libgdk": "libgdk-3.so.0"}
    stay = left_out.without_orphans(entries, lambda source: [f"/usr/lib/{names[each]}" for each in links[source]])
    assert [path.rpartition("/")[2] for path, _, _ in stay] == [
        "libqxcb.so", "libcursor.so.0", "libimage.so.0", "libqxcb.so",
    ]  # fmt: skip


def test_a_library_that_lies_beside_its_users_does_not_lie_at_the_top_too() -> None:
    entries = [
        ("llama_cpp/lib/libggml.so.0", "/build/libggml.so.0", "BINARY"),
        ("libggml.so.0", "/build/libggml.so.0", "BINARY"),
        ("libxcb-cursor.so.0", "/usr/lib/libxcb-cursor.so.0", "BINARY"),
    ]
    assert left_out.without_doubles(entries) == [entries[0], entries[2]]


def test_on_windows_microsofts_runtime_stays_at_the_top() -> None:
    entries = [
        ("llama_cpp\\lib\\ggml.dll", "C:\\build\\ggml.dll", "BINARY"),
        ("ggml.dll", "C:\\build\\ggml.dll", "BINARY"),
        ("shiboken6\\vcomp140.dll", "C:\\Windows\\System32\\vcomp140.dll", "BINARY"),
        ("vcomp140.dll", "C:\\Windows\\System32\\vcomp140.dll", "BINARY"),
    ]
    assert left_out.without_doubles(entries, beside="llama_cpp/") == [entries[0], *entries[2:]]


def test_microsofts_runtime_is_taken_from_the_system_or_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    with pytest.raises(SystemExit, match=r"Redistributable: .*vcomp140\.dll"):
        windows.runtime_libraries()
    (tmp_path / "System32").mkdir()
    for name in ("msvcp140", "msvcp140_1", "vcomp140", "vcruntime140", "vcruntime140_1"):
        (tmp_path / "System32" / f"{name}.dll").touch()
    assert {place for _, place in windows.runtime_libraries()} == {"."}


def test_every_thing_left_out_has_its_reason() -> None:
    everything = (*left_out.MODULES, *left_out.FILES, *left_out.SYSTEM_LIBRARIES)
    assert all(each.why.strip() for each in everything)
    assert len({each.pattern for each in everything}) == len(everything)


def test_the_app_imports_nothing_that_is_left_out() -> None:
    imports = "\n".join(
        file.read_text(encoding="utf-8")
        for file in (ROOT / "t2l_desktop").rglob("*.py")
        if "training" not in file.parts
    )
    for module in (each.pattern for each in left_out.MODULES if not each.pattern.startswith("t2l_desktop")):
        assert not re.search(rf"^\s*(import|from) {re.escape(module)}\b", imports, re.MULTILINE), module


def test_nothing_under_the_gpl_and_nothing_unknown_goes_in() -> None:
    def part(licence: str) -> licences.Part:
        return licences.Part("Something", "1", licence, ())

    fine = ("MIT", "LGPL-3.0-only", "LGPL-2.1-or-later", "GPL-3.0-or-later WITH GCC-exception-3.1", "BSD AND MIT")
    licences.refuse_gpl([part(each) for each in fine])
    for bad in ("GPL-3.0-only", "MIT AND GPL-2.0-or-later", "AGPL-3.0", "GNU General Public License v2 (GPLv2)", ""):
        with pytest.raises(SystemExit, match="Something"):
            licences.refuse_gpl([part(bad)])


def test_what_the_app_is_made_of_is_listed_with_the_texts_of_its_licences(tmp_path: Path) -> None:
    modules = ["torch.nn", "transformers", "PySide6.QtCore", "shiboken6", "llama_cpp.llama", "gguf", "yaml", "jinja2"]
    licences.write({"modules": [*modules, "t2l_desktop.core"], "files": []}, tmp_path / "licences")
    text = (tmp_path / "licences" / licences.LIST).read_text(encoding="utf-8")
    for row in ("| torch |", "LGPL-3.0-only", "| Jinja2 |", "| Python |", "Bootloader-exception"):
        assert row in text
    assert "t2l-desktop |" not in text
    for name in ("torch", "PySide6_Essentials", "llama_cpp_python", "transformers"):
        assert list((tmp_path / "licences" / name).iterdir()), name
    for name, notice in (
        ("PySide6_Essentials", "The FreeType Project LICENSE"),
        ("PySide6_Essentials", "UNICODE LICENSE"),
        ("llama_cpp_python", "The ggml authors"),
        ("torch", "Intel Simplified Software License"),
    ):
        texts = (tmp_path / "licences" / name).iterdir()
        assert any(notice in text.read_text(encoding="utf-8", errors="replace") for text in texts), notice
    pinned = re.search("^PySide6_Essentials==(.+)$", (ROOT / "packaging/constraints.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert f"/{pinned[1]}/" in text
    assert f"pyside-setup.git/?h=v{pinned[1]}" in text


@pytest.mark.skipif(not Path("/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0").exists(), reason="no such library")
def test_libraries_of_the_system_are_listed_under_their_packages() -> None:
    files = [["libxcb-cursor.so.0", "/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0"]]
    parts = {part.name: part for part in licences.find_parts({"modules": [], "files": files})}
    assert parts["libxcb-cursor0"].licence == "MIT"


def test_another_pack_goes_in_where_the_starter_was(tmp_path: Path, paths: AppPaths) -> None:
    pack = load_pack(make_tiny_pack(tmp_path / "tiny", seed=3))
    file = tmp_path / "小さい.t2lpack"
    write_bundle(pack, file, Meter(1, on_progress=None, cancel=None))
    resources = bundle.stage_resources(tmp_path / "resources", file)
    shelf = PackShelf(paths, starter=resources / "starter")
    assert [each.id for each in shelf.packs()] == ["tiny-3"]
    assert shelf.default().can_create
    assert (resources / "icons" / "create.svg").is_file()


def test_a_damaged_pack_ends_the_build_in_words(tmp_path: Path) -> None:
    file = tmp_path / "broken.t2lpack"
    file.write_bytes(b"PK\x03\x04 and nothing more")
    with pytest.raises(SystemExit, match=r"broken\.t2lpack cannot be put inside"):
        bundle.unpack_pack(file, tmp_path / "out")


def test_llama_cpp_is_built_for_every_processor() -> None:
    defines = llama.defines("linux", vulkan=True)
    assert defines["GGML_NATIVE"] == "OFF"
    assert defines["GGML_CPU_ALL_VARIANTS"] == defines["GGML_BACKEND_DL"] == defines["GGML_VULKAN"] == "ON"
    assert not Path(defines["CMAKE_INSTALL_BINDIR"]).is_absolute()
    assert (Path(defines["Vulkan_INCLUDE_DIR"]) / "vulkan" / "vulkan.hpp").is_file()
    assert "Vulkan_INCLUDE_DIR" not in llama.defines("linux", vulkan=False)
    macs = llama.defines("darwin", vulkan=False)
    assert macs["GGML_NATIVE"] == "OFF"
    assert macs["CMAKE_OSX_DEPLOYMENT_TARGET"] == macos.info_plist()["LSMinimumSystemVersion"]
    assert llama.pinned() == "0.3.36"


def test_of_llama_cpp_each_library_lies_there_once(tmp_path: Path) -> None:
    wheel = tmp_path / "llama_cpp_python-0.3.36-py3-none-any.whl"
    names = ("libllama.so", "libllama.so.0", "libllama.so.0.5.0", "libggml-cpu-haswell.so")
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in names:
            archive.writestr(f"llama_cpp/lib/{name}", "code")
        archive.writestr("include/llama.h", "for compilers")
    folder = llama.unpack(wheel, tmp_path / "out")
    real = [file.name for file in folder.rglob("*") if file.is_file() and not file.is_symlink()]
    assert sorted(real) == ["libggml-cpu-haswell.so", "libllama.so.0"]
    assert (folder / "llama_cpp/lib/libllama.so").read_text(encoding="utf-8") == "code"


def test_the_table_of_sizes_names_the_largest_first(tmp_path: Path) -> None:
    for name, size in {"_internal/torch/a": 3_000_000, "_internal/PySide6/b": 2_000_000, "t2l-desktop": 10}.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(bytes(size))
    rows = bundle.size_table(tmp_path).splitlines()
    assert rows[2:4] == ["| torch | 3 |", "| Qt (PySide6) | 2 |"]
    assert rows[-1] == "| **together** | 5 |"


# other systems, as far as they can be looked at from here


def test_the_macos_app_opens_our_files_and_may_do_what_llama_cpp_needs() -> None:
    plist = plistlib.loads(plistlib.dumps(macos.info_plist()))
    types = {each["UTTypeIdentifier"] for each in plist["UTExportedTypeDeclarations"]}
    assert {each["LSItemContentTypes"][0] for each in plist["CFBundleDocumentTypes"]} == types
    assert plist["CFBundleLocalizations"] == ["en", "ja"]
    entitlements = plistlib.loads((ROOT / "packaging" / "macos" / "entitlements.plist").read_bytes())
    assert entitlements["com.apple.security.cs.allow-unsigned-executable-memory"]
    assert not [name for name in entitlements if "network" in name]


def test_signatures_are_made_only_where_the_environment_names_who_signs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(macos.IDENTITY_VARIABLE, raising=False)
    assert (macos.identity(), macos.entitlements()) == (None, None)
    monkeypatch.setenv(macos.IDENTITY_VARIABLE, "Developer ID Application: Somebody")
    assert Path(str(macos.entitlements())).is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="the script runs in bash")
def test_the_disk_image_holds_the_app_and_the_licences(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = tmp_path / macos.APP
    for file in (app / "Contents" / "MacOS" / "t2l-desktop", tmp_path / "t2l-desktop" / "licences" / "LICENSE"):
        file.parent.mkdir(parents=True)
        file.touch()
    hdiutil = tmp_path / "bin" / "hdiutil"
    hdiutil.parent.mkdir()
    hdiutil.write_text('#!/bin/sh\nls "$5" > "$9"\n', encoding="utf-8")  # -srcfolder and the image
    hdiutil.chmod(0o755)
    monkeypatch.setenv("PATH", f"{hdiutil.parent}:/usr/bin:/bin")
    monkeypatch.delenv(macos.IDENTITY_VARIABLE, raising=False)
    image = macos.dmg(app, tmp_path)
    assert image.read_text(encoding="utf-8").split("\n")[:3] == ["Applications", macos.APP, "licences"]


@pytest.mark.parametrize("name", ["macos/make_dmg.sh", "linux/setup.sh", "linux/install.sh", "linux/uninstall.sh"])
def test_scripts_can_be_read_by_their_shells(name: str) -> None:
    file = ROOT / "packaging" / name
    shell = file.read_text(encoding="utf-8").splitlines()[0].split()[-1].rpartition("/")[2]
    subprocess.run([shell, "-n", str(file)], check=True)


@needs("makensis")
def test_the_windows_installer_compiles_around_a_stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(windows.CERTIFICATE_VARIABLE, raising=False)
    stub = tmp_path / "t2l-desktop"
    (stub / "_internal").mkdir(parents=True)
    for name in ("t2l-desktop.exe", "t2l-desktop-console.exe", "_internal/日本語.dll"):
        (stub / name).write_bytes(b"MZ")
    made = windows.make_installer(stub, tmp_path, tmp_path)
    assert made.read_bytes()[:2] == b"MZ"
    assert t2l_desktop.__version__ in made.name


@needs("makensis")
def test_with_a_certificate_the_uninstaller_is_signed_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = tmp_path / "signed"
    tool = tmp_path / "bin" / "signtool"
    tool.parent.mkdir()
    tool.write_text(f'#!/bin/sh\necho "$*" >> "{signed}"\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tool.parent}:/usr/bin:/bin")
    monkeypatch.setenv(windows.CERTIFICATE_VARIABLE, "0123abcd")
    stub = tmp_path / "t2l-desktop"
    stub.mkdir()
    (stub / "t2l-desktop.exe").write_bytes(b"MZ")
    made = windows.make_installer(stub, tmp_path, tmp_path)
    calls = signed.read_text(encoding="utf-8").splitlines()
    assert len(calls) == 3, "the program, the uninstaller inside, the installer"
    assert all(call.startswith("sign /sha1 0123abcd ") for call in calls)
    assert calls[0].endswith("t2l-desktop.exe")
    assert calls[-1].endswith(made.name)


def test_the_windows_uninstaller_keeps_data_unless_it_is_asked() -> None:
    text = windows.SCRIPT.read_text(encoding="utf-8")
    data = text.partition('Section /o "un.$(SECTION_DATA)"')[2]
    assert 'RMDir /r "$LOCALAPPDATA\\${NAME}"' in data
    assert data.index("Call un.NameMovedData") < data.index("RMDir /r")
    assert text.count("RMDir /r") == 2 + data.count("RMDir /r") == 3
    assert "RequestExecutionLevel user" in text
    assert "HKLM" not in text


def test_the_release_runs_the_same_build_on_every_system() -> None:
    text = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    commands = {name: "\n".join(step.get("run", "") for step in job["steps"]) for name, job in jobs.items()}
    assert "make package" in commands["linux"]
    assert "build.py --target windows" in commands["windows"].replace("\\", "/")
    assert "build.py --target macos" in commands["macos"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "packaging/build.py --target deb --target run --target tar" in makefile


@pytest.mark.skipif(sys.platform == "win32", reason="the step runs in bash")
@pytest.mark.parametrize(("tag", "status"), [(f"v{t2l_desktop.__version__}", 0), ("v9.9.9", 1), ("v", 1)])
def test_a_tag_that_is_not_the_version_releases_nothing(tag: str, status: int) -> None:
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8"))["jobs"]
    assert [jobs[name]["needs"] for name in ("linux", "windows", "macos")] == ["version"] * 3
    command = jobs["version"]["steps"][-1]["run"]
    environment = {**os.environ, "GITHUB_REF_NAME": tag}
    done = subprocess.run(["bash", "-e", "-c", command], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == status


def test_the_builder_installs_what_the_check_asks_for() -> None:
    check = script("check_system")
    prepared = (ROOT / "packaging" / "linux" / "prepare_builder.sh").read_text(encoding="utf-8").split()
    asked = check.missing_packages(
        "package", library=_never, program=_never, module=_never, header=_never
    )  # fmt: skip
    assert {"makeself", "glslc", "qemu-user", "libvulkan-dev", "libxcb-cursor0"} <= set(asked)
    assert not set(asked) - {"dpkg"} - set(prepared)


@pytest.mark.parametrize("target", ["windows", "macos"])
def test_what_belongs_to_another_system_is_refused_in_words(target: str) -> None:
    build: Callable[..., None] = script("build").require_system
    with pytest.raises(SystemExit, match=f"--target {target} cannot be built on this system"):
        build([target])


def test_windows_is_not_built_without_graphics_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    build = script("build")
    monkeypatch.setattr(build.sys, "platform", "win32")
    monkeypatch.setattr(build.shutil, "which", lambda name: None if name == "glslc" else name)
    with pytest.raises(SystemExit, match="glslc is missing: install the Vulkan SDK"):
        build.require_system(["windows"])


def test_a_torch_for_cuda_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    build = script("build")
    monkeypatch.setattr(build, "missing_packages", lambda _: [])
    monkeypatch.setattr("torch.version.cuda", "13.0")
    with pytest.raises(SystemExit, match="This torch is for CUDA"):
        build.require_system([])


def test_processors_are_not_left_untried_in_silence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="install qemu-user"):
        script("smoke_frozen").check_processors(tmp_path)


def _never(name: str) -> bool:
    del name
    return False
