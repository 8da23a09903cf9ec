; For one user, without an administrator. packaging/build.py names what is defined with -D:
; NAME, TITLE, PUBLISHER, VERSION, BUNDLE (the frozen app), ICONS, TARGET, KIBIBYTES (of the app), and perhaps SIGN.
Unicode true
ManifestDPIAware true
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 64
!ifdef SIGN
    !uninstfinalize '${SIGN} "%1"' = 0
!endif

!include "MUI2.nsh"
!include "FileFunc.nsh"
!include "LogicLib.nsh"
!include "x64.nsh"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define CLASSES "Software\Classes"
!define PROGRAM "${NAME}.exe"
!define CONSOLE "${NAME}-console.exe"

Name "${TITLE}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\${TITLE}"
InstallDirRegKey HKCU "Software\${NAME}" "Folder"
BrandingText "${TITLE} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "${TITLE}"
VIAddVersionKey "ProductVersion" "${VERSION}"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "FileDescription" "${TITLE}"
VIAddVersionKey "CompanyName" "${PUBLISHER}"
VIAddVersionKey "LegalCopyright" "${PUBLISHER}, Apache License 2.0"

!define MUI_ICON "${ICONS}\${NAME}.ico"
!define MUI_UNICON "${ICONS}\${NAME}.ico"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_ALLLANGUAGES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "Japanese"

LangString SKILL_FILE ${LANG_ENGLISH} "T2L skill"
LangString SKILL_FILE ${LANG_JAPANESE} "T2L スキル"
LangString PACK_FILE ${LANG_ENGLISH} "T2L pack"
LangString PACK_FILE ${LANG_JAPANESE} "T2L パック"
LangString NEEDS_X64 ${LANG_ENGLISH} "${TITLE} needs a 64-bit version of Windows 10 or later."
LangString NEEDS_X64 ${LANG_JAPANESE} "${TITLE} を使うには、64 ビット版の Windows 10 以降が必要です。"
LangString STILL_RUNS ${LANG_ENGLISH} "${TITLE} is still running. Close it, then press Retry."
LangString STILL_RUNS ${LANG_JAPANESE} "${TITLE} がまだ動いています。終了してから「再試行」を押してください。"
LangString SECTION_APP ${LANG_ENGLISH} "The app"
LangString SECTION_APP ${LANG_JAPANESE} "アプリ"
LangString SECTION_DATA ${LANG_ENGLISH} "My skills, chats and settings"
LangString SECTION_DATA ${LANG_JAPANESE} "自分のスキル、チャット、設定"
LangString MOVED_DATA ${LANG_ENGLISH} "You have moved your skills and chats to this folder. It stays; delete it yourself if you want to."
LangString MOVED_DATA ${LANG_JAPANESE} "スキルとチャットは、次のフォルダーに移動されています。このフォルダーは残ります。不要な場合は、ご自身で削除してください。"

; A program that runs cannot be replaced: nothing is touched before its file can be written.
!macro WaitForEnd FILE
    ${Do}
        ${IfNot} ${FileExists} "$INSTDIR\${FILE}"
            ${Break}
        ${EndIf}
        ClearErrors
        FileOpen $0 "$INSTDIR\${FILE}" a
        ${IfNot} ${Errors}
            FileClose $0
            ${Break}
        ${EndIf}
        ${If} ${Cmd} `MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(STILL_RUNS)" /SD IDCANCEL IDCANCEL`
            SetErrorLevel 2
            Quit
        ${EndIf}
    ${Loop}
!macroend

!macro FileType ENDING TITLE_STRING
    WriteRegStr HKCU "${CLASSES}\.${ENDING}\OpenWithProgids" "${NAME}.${ENDING}" ""
    WriteRegStr HKCU "${CLASSES}\.${ENDING}" "" "${NAME}.${ENDING}"
    WriteRegStr HKCU "${CLASSES}\.${ENDING}" "Content Type" "application/x-${ENDING}"
    WriteRegStr HKCU "${CLASSES}\${NAME}.${ENDING}" "" "${TITLE_STRING}"
    WriteRegStr HKCU "${CLASSES}\${NAME}.${ENDING}\DefaultIcon" "" "$INSTDIR\application-x-${ENDING}.ico"
    WriteRegStr HKCU "${CLASSES}\${NAME}.${ENDING}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
!macroend

!macro RemoveApp
    RMDir /r "$INSTDIR\_internal"
    RMDir /r "$INSTDIR\licences"
    Delete "$INSTDIR\${PROGRAM}"
    Delete "$INSTDIR\${CONSOLE}"
    Delete "$INSTDIR\uninstall.exe"
    Delete "$INSTDIR\application-x-t2lskill.ico"
    Delete "$INSTDIR\application-x-t2lpack.ico"
!macroend

Function .onInit
    ${IfNot} ${RunningX64}
        MessageBox MB_OK|MB_ICONSTOP "$(NEEDS_X64)" /SD IDOK
        SetErrorLevel 2
        Quit
    ${EndIf}
    !insertmacro MUI_LANGDLL_DISPLAY
FunctionEnd

Function .onVerifyInstDir
    ; an older installation may be replaced, and half of one; somebody's documents may not
    ${If} ${FileExists} "$INSTDIR\_internal\*"
    ${OrIf} ${FileExists} "$INSTDIR\${PROGRAM}"
        Return
    ${EndIf}
    ${DirState} "$INSTDIR" $0
    ${If} $0 == 1
        Abort
    ${EndIf}
FunctionEnd

Section "$(SECTION_APP)"
    !insertmacro WaitForEnd "${PROGRAM}"
    !insertmacro WaitForEnd "${CONSOLE}"
    !insertmacro RemoveApp
    SetOutPath "$INSTDIR"
    File /r "${BUNDLE}\*.*"
    File "${ICONS}\application-x-t2lskill.ico"
    File "${ICONS}\application-x-t2lpack.ico"
    WriteUninstaller "$INSTDIR\uninstall.exe"

    CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${PROGRAM}"
    !insertmacro FileType "t2lskill" "$(SKILL_FILE)"
    !insertmacro FileType "t2lpack" "$(PACK_FILE)"
    WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\${CONSOLE}" "" "$INSTDIR\${CONSOLE}"

    WriteRegStr HKCU "Software\${NAME}" "Folder" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
    WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${PROGRAM}"
    WriteRegStr HKCU "${UNINSTALL}" "Publisher" "${PUBLISHER}"
    WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
    WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
    WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
    WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${KIBIBYTES}
    WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
    WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
    ${RefreshShellIcons}
SectionEnd

Function un.onInit
    !insertmacro MUI_UNGETLANGUAGE
FunctionEnd

Section "un.$(SECTION_APP)"
    SectionIn RO
    !insertmacro WaitForEnd "${PROGRAM}"
    !insertmacro WaitForEnd "${CONSOLE}"
    !insertmacro RemoveApp
    RMDir "$INSTDIR" ; stays where somebody else has put something inside
    Delete "$SMPROGRAMS\${TITLE}.lnk"
    DeleteRegKey HKCU "${CLASSES}\${NAME}.t2lskill"
    DeleteRegKey HKCU "${CLASSES}\${NAME}.t2lpack"
    DeleteRegKey HKCU "${CLASSES}\.t2lskill"
    DeleteRegKey HKCU "${CLASSES}\.t2lpack"
    DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\${CONSOLE}"
    DeleteRegKey HKCU "${UNINSTALL}"
    DeleteRegKey HKCU "Software\${NAME}"
    ${RefreshShellIcons}
SectionEnd

; Says where the data were moved to: the folder was chosen by hand, and may hold more than ours.
Function un.NameMovedData
    FileOpen $0 "$LOCALAPPDATA\${NAME}\data-folder" r
    System::Alloc 32768 ; zeros, which end the text
    Pop $1
    System::Call "kernel32::ReadFile(p r0, p r1, i 32767, *i .r2, p 0)"
    FileClose $0
    System::Call "kernel32::MultiByteToWideChar(i 65001, i 0, p r1, i -1, w .r3, i ${NSIS_MAX_STRLEN})" ; from UTF-8
    System::Free $1
    MessageBox MB_OK|MB_ICONINFORMATION "$(MOVED_DATA)$\r$\n$\r$\n$3" /SD IDOK
FunctionEnd

; not ticked: what somebody has made stays unless they ask
Section /o "un.$(SECTION_DATA)"
    ${If} ${FileExists} "$LOCALAPPDATA\${NAME}\data-folder"
        Call un.NameMovedData
    ${EndIf}
    RMDir /r "$LOCALAPPDATA\${NAME}"
SectionEnd
