; The installer for Windows: for one user, without administrator rights. build_windows.py hands over
; VERSION, NUMBERS, PAYLOAD, OUT, ICON, SIZE_KB, REMOVED (generated: what an older release may have left) and SIGN.
;   setup.exe /S                    installs without a window
;   setup.exe /S /D=C:\Some\Folder  into another folder (must come last, without quotes)
; Exit codes: 0 installed, 1 cancelled, 2 refused (a newer release is there, the program is running, 32-bit Windows).
Target amd64-unicode
SetCompressor ${COMPRESSOR}
RequestExecutionLevel user
ManifestDPIAware true
Name "Trial Explorer"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\Trial Explorer"
InstallDirRegKey HKCU "Software\Trial Explorer" "Folder"
BrandingText "Trial Explorer ${VERSION}"
VIProductVersion "${NUMBERS}"
VIAddVersionKey /LANG=1033 "ProductName" "Trial Explorer"
VIAddVersionKey /LANG=1033 "FileDescription" "Trial Explorer Setup"
VIAddVersionKey /LANG=1033 "CompanyName" "The Trial Explorer authors"
VIAddVersionKey /LANG=1033 "LegalCopyright" "Copyright (c) 2026 The Trial Explorer authors"
VIAddVersionKey /LANG=1033 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=1033 "ProductVersion" "${VERSION}"
!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!include "MUI2.nsh"
!include "WordFunc.nsh"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\Trial Explorer.exe"
!insertmacro MUI_PAGE_LICENSE "${PAYLOAD}/LICENSE.txt"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Trial Explorer"
!define CLASSES "Software\Classes"

Function .onInit
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  StrCmp $0 "" known
  ${VersionCompare} "$0" "${VERSION}" $1
  StrCmp $1 1 0 known
  MessageBox MB_OK|MB_ICONSTOP "Trial Explorer $0 is installed, which is newer than ${VERSION}. Remove it first if you want the older one." /SD IDOK
  SetErrorLevel 2
  Quit
  known:
FunctionEnd

; An open program file cannot be replaced; asking to write to it tells.
!macro RefuseWhileRunning
  IfFileExists "$INSTDIR\runtime\pythonw.exe" 0 free
  ClearErrors
  FileOpen $0 "$INSTDIR\runtime\pythonw.exe" a
  IfErrors 0 close
  MessageBox MB_OK|MB_ICONSTOP "Trial Explorer is running. Close its windows and start this again." /SD IDOK
  SetErrorLevel 2
  Quit
  close:
  FileClose $0
  free:
!macroend

; Only what releases of this program put there is removed, never the folder as a whole: it may hold a user's files.
!macro RemoveProgram
  !include "${REMOVED}"
!macroend

Section
  SetShellVarContext current
  !insertmacro RefuseWhileRunning
  IfFileExists "$INSTDIR\SHA256SUMS" 0 fresh
  !insertmacro RemoveProgram
  fresh:
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Trial Explorer.lnk" "$INSTDIR\Trial Explorer.exe" "" "$INSTDIR\trial-explorer.ico"
  WriteRegStr HKCU "Software\Trial Explorer" "Folder" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Trial Explorer"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\trial-explorer.ico"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The Trial Explorer authors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  WriteRegStr HKCU "${CLASSES}\TrialExplorer.Cohort" "" "Cohort of a trial"
  WriteRegStr HKCU "${CLASSES}\TrialExplorer.Cohort\DefaultIcon" "" "$INSTDIR\trial-explorer.ico"
  WriteRegStr HKCU "${CLASSES}\TrialExplorer.Cohort\shell\open\command" "" '"$INSTDIR\Trial Explorer.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\Applications\Trial Explorer.exe\shell\open\command" "" '"$INSTDIR\Trial Explorer.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\TrialExplorer.Session" "" "Trial Explorer session"
  WriteRegStr HKCU "${CLASSES}\TrialExplorer.Session\DefaultIcon" "" "$INSTDIR\trial-explorer.ico"
  WriteRegStr HKCU "${CLASSES}\TrialExplorer.Session\shell\open\command" "" '"$INSTDIR\Trial Explorer.exe" "%1"'
  WriteRegStr HKCU "${CLASSES}\.trialsession" "" "TrialExplorer.Session"
  !include "${ASSOCIATIONS}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd

Section "Uninstall"
  SetShellVarContext current
  !insertmacro RefuseWhileRunning
  IfFileExists "$INSTDIR\SHA256SUMS" 0 gone
  !insertmacro RemoveProgram
  gone:
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\Trial Explorer.lnk"
  !include "${DISSOCIATIONS}"
  DeleteRegKey HKCU "${CLASSES}\TrialExplorer.Cohort"
  DeleteRegKey HKCU "${CLASSES}\TrialExplorer.Session"
  DeleteRegKey HKCU "${CLASSES}\.trialsession"
  DeleteRegKey HKCU "${CLASSES}\Applications\Trial Explorer.exe"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Trial Explorer"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
SectionEnd
