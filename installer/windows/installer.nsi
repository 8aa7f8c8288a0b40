; The installer for Windows: for one user, without administrator rights. build_windows.py hands over
; VERSION, NUMBERS, PAYLOAD, OUT, ICON, SIZE_KB, COLLISIONS (generated: names that a folder of others may not have),
; ASSOCIATIONS, DISSOCIATIONS and SIGN.
;   setup.exe /S                    installs without a window
;   setup.exe /S /D=C:\Some\Folder  into another folder (must come last, without quotes)
; Exit codes: 0 installed, 1 cancelled, 2 refused or failed (a newer release is there, the program is running, the
; folder holds files of others or cannot be written, the disk is full); then nothing of this release stays behind.
; What is removed, here and by the uninstaller, is what SHA256SUMS lists: never a folder with what else lies in it.
Target amd64-unicode
SetCompressor ${COMPRESSOR}
RequestExecutionLevel user
ManifestDPIAware true
AllowSkipFiles off
Name "Trial Explorer"
OutFile "${OUT}"
!define HOME "$LOCALAPPDATA\Programs\Trial Explorer"
InstallDir "${HOME}"
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
!include "FileFunc.nsh"
!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\Trial Explorer.exe"
!insertmacro MUI_PAGE_LICENSE "${PAYLOAD}/LICENSE.txt"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE StayOnThePageIfRefused
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"

!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Trial Explorer"
!define CLASSES "Software\Classes"
Var Registered  ; the folder of the release that this user has, "" when there is none
Var Refusal     ; why this cannot go on, "" when it can
Var Folder      ; of the functions below
Var List

; Whether $Folder holds an installation: jumps to one of two labels.
!macro IfInstalled yes no
  IfFileExists "$Folder\SHA256SUMS" 0 ${no}
  IfFileExists "$Folder\Trial Explorer.exe" ${yes} ${no}
!macroend

!macro Functions un
; Delete the files that $List names below $Folder, and the folders that are empty then.
Function ${un}RemoveListed
  Push $R0
  Push $R1
  Push $R2
  FileOpen $R0 "$List" r
  next:
  ClearErrors
  FileRead $R0 $R1
  IfErrors end
  StrCpy $R1 $R1 "" 66  ; after the digest and two blanks
  trim:
  StrCpy $R2 $R1 1 -1
  StrCmp $R2 "$\n" cut
  StrCmp $R2 "$\r" cut whole
  cut:
  StrCpy $R1 $R1 -1
  Goto trim
  whole:
  StrCmp $R1 "" next
  ${${un}WordReplace} "$R1" ".." "" "+" $R2
  StrCmp $R1 $R2 0 next  ; it would lead out of the folder
  ${${un}WordReplace} "$R1" "/" "\" "+" $R1
  Delete "$Folder\$R1"
  StrCpy $R2 $R1 "" -3
  ${${un}GetParent} "$R1" $R1
  StrCmp $R2 ".py" 0 up
  StrCmp $R1 "" next
  Delete "$Folder\$R1\__pycache__\*.pyc"
  RMDir "$Folder\$R1\__pycache__"
  up:
  StrCmp $R1 "" next
  ClearErrors
  RMDir "$Folder\$R1"
  IfErrors next
  ${${un}GetParent} "$R1" $R1
  Goto up
  end:
  FileClose $R0
  ClearErrors
  Pop $R2
  Pop $R1
  Pop $R0
FunctionEnd

; An open program file cannot be replaced; asking to write to it tells.
Function ${un}CheckNotRunning
  Push $R0
  StrCpy $Refusal ""
  IfFileExists "$Folder\runtime\pythonw.exe" 0 end
  ClearErrors
  FileOpen $R0 "$Folder\runtime\pythonw.exe" a
  IfErrors running
  FileClose $R0
  FileOpen $R0 "$Folder\runtime\python.exe" a
  IfErrors running
  FileClose $R0
  Goto end
  running:
  StrCpy $Refusal "Trial Explorer is running. Close its windows and start this again."
  end:
  ClearErrors
  Pop $R0
FunctionEnd
!macroend
!insertmacro Functions ""
!insertmacro Functions "un."

; Remove the installation in $Folder by the list that lies in it, and the folder if it is empty then.
Function RemoveInstalled
  !insertmacro IfInstalled installed end
  installed:
  StrCpy $List "$Folder\SHA256SUMS"
  Call RemoveListed
  Delete "$Folder\SHA256SUMS"
  Delete "$Folder\uninstall.exe"
  RMDir "$Folder"
  end:
  ClearErrors
FunctionEnd

!macro Refuse
  MessageBox MB_OK|MB_ICONSTOP "$Refusal" /SD IDOK
  SetErrorLevel 2
  Quit
!macroend

; What Windows is told of the program; the shortcut, too.
!macro Unregister
  Delete "$SMPROGRAMS\Trial Explorer.lnk"
  !include "${DISSOCIATIONS}"
  DeleteRegKey HKCU "${CLASSES}\TrialExplorer.Cohort"
  DeleteRegKey HKCU "${CLASSES}\TrialExplorer.Session"
  DeleteRegKey HKCU "${CLASSES}\.trialsession"
  DeleteRegKey HKCU "${CLASSES}\Applications\Trial Explorer.exe"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Trial Explorer"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

Function .onInit
  InitPluginsDir
  File "/oname=$PLUGINSDIR\SHA256SUMS" "${PAYLOAD}/SHA256SUMS"
  ReadRegStr $Registered HKCU "${UNINSTALL}" "InstallLocation"
  StrCpy $Folder $Registered
  !insertmacro IfInstalled there gone
  gone:  ; removed by hand, or a roaming profile brought the entry and not the program, which lies on another computer
  StrCpy $Registered ""
  Return
  there:
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  ${VersionCompare} "$0" "${VERSION}" $1
  StrCmp $1 1 0 known
  StrCpy $Refusal "Trial Explorer $0 is installed, which is newer than ${VERSION}. Remove it first if you want the older one."
  !insertmacro Refuse
  known:
FunctionEnd

; Whether the program can go to $INSTDIR; $Refusal says why not.
Function CheckFolder
  StrCpy $Folder $Registered
  StrCmp $Folder "" +3
  Call CheckNotRunning
  StrCmp $Refusal "" 0 end
  StrCpy $Folder $INSTDIR
  Call CheckNotRunning
  StrCmp $Refusal "" 0 end
  !insertmacro IfInstalled writable others
  others:
  ${DirState} "$INSTDIR" $0
  StrCmp $0 1 0 writable
  StrCmp $INSTDIR "${HOME}" 0 refused  ; there, what a user left at the last removal does not stand in the way
  !include "${COLLISIONS}"
  Goto writable
  refused:
  StrCpy $Refusal "$INSTDIR holds other files. Trial Explorer needs a folder of its own: choose one that is empty or new."
  Goto end
  writable:
  ClearErrors
  CreateDirectory "$INSTDIR"
  GetTempFileName $0 "$INSTDIR"
  IfErrors 0 possible
  StrCpy $Refusal "Nothing can be written into $INSTDIR. Choose another folder."
  Goto end
  possible:
  Delete $0
  end:
  ClearErrors
FunctionEnd

Function StayOnThePageIfRefused
  Call CheckFolder
  StrCmp $Refusal "" good
  MessageBox MB_OK|MB_ICONSTOP "$Refusal"
  Abort
  good:
FunctionEnd

; A file could not be written: nothing of this release stays, and Windows is told of nothing.
Function .onInstFailed
  SetShellVarContext current
  SetOutPath "$TEMP"
  StrCpy $Folder $INSTDIR
  StrCpy $List "$PLUGINSDIR\SHA256SUMS"
  Call RemoveListed
  Delete "$INSTDIR\SHA256SUMS"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  StrCmp $Registered "" registered
  StrCmp $Registered $INSTDIR 0 end  ; the release in another folder was not touched
  registered:
  !insertmacro Unregister
  end:
  SetErrorLevel 2
FunctionEnd

Section
  SetShellVarContext current
  Call CheckFolder
  StrCmp $Refusal "" possible
  !insertmacro Refuse
  possible:
  StrCpy $Folder $INSTDIR
  Call RemoveInstalled
  ClearErrors
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  IfErrors 0 written
  Abort "Trial Explorer could not be written into $INSTDIR."
  written:
  StrCmp $Registered "" alone
  StrCmp $Registered $INSTDIR alone
  StrCpy $Folder $Registered
  Call RemoveInstalled
  alone:
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
  StrCpy $Folder $INSTDIR
  Call un.CheckNotRunning
  StrCmp $Refusal "" free
  !insertmacro Refuse
  free:
  !insertmacro IfInstalled installed gone
  installed:
  InitPluginsDir
  File "/oname=$PLUGINSDIR\SHA256SUMS" "${PAYLOAD}/SHA256SUMS"
  StrCpy $List "$PLUGINSDIR\SHA256SUMS"  ; as it was built, whatever happened to the one beside the program
  Call un.RemoveListed
  Delete "$INSTDIR\SHA256SUMS"
  gone:
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  !insertmacro Unregister
SectionEnd
