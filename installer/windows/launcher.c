/* Starts the program: the runtime beside this file, with this file's own arguments, and its exit code. */
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#ifdef CONSOLE
#define RUNTIME L"runtime\\python.exe"
#else
#define RUNTIME L"runtime\\pythonw.exe"
#endif
#define LONGEST 32768

static wchar_t folder[LONGEST], program[LONGEST], command[LONGEST];

static int fail(void)
{
    const wchar_t *text = L"Trial Explorer could not be started: its program files are not complete. Install it again.";
#ifdef CONSOLE
    fwprintf(stderr, L"%ls\n", text);
#else
    MessageBoxW(NULL, text, L"Trial Explorer", MB_OK | MB_ICONERROR);
#endif
    return 2;
}

/* The arguments as they were written, without the program's own name, which may stand in quotes. */
static const wchar_t *arguments(void)
{
    const wchar_t *rest = GetCommandLineW();
    int quoted = 0;
    while (*rest && (quoted || (*rest != L' ' && *rest != L'\t'))) {
        if (*rest == L'"')
            quoted = !quoted;
        rest++;
    }
    while (*rest == L' ' || *rest == L'\t')
        rest++;
    return rest;
}

static int run(void)
{
    STARTUPINFOW start = {.cb = sizeof start};
    PROCESS_INFORMATION process;
    DWORD code = 2, length = GetModuleFileNameW(NULL, folder, LONGEST);
    wchar_t *end = wcsrchr(folder, L'\\');
    if (length == 0 || length == LONGEST || end == NULL)
        return fail();
    end[1] = 0;
    if (swprintf(program, LONGEST, L"%ls%ls", folder, RUNTIME) < 0 ||
        swprintf(command, LONGEST, L"\"%ls\" -I -B -m ui %ls", program, arguments()) < 0)
        return fail();
    GetStartupInfoW(&start);
    if (!CreateProcessW(program, command, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process))
        return fail();
    AllowSetForegroundWindow(process.dwProcessId);
    WaitForSingleObject(process.hProcess, INFINITE);
    GetExitCodeProcess(process.hProcess, &code);
    CloseHandle(process.hThread);
    CloseHandle(process.hProcess);
    return (int)code;
}

#ifdef CONSOLE
static BOOL WINAPI leave_it_to_the_program(DWORD event)
{
    (void)event;
    return TRUE;
}

int wmain(void)
{
    SetConsoleCtrlHandler(leave_it_to_the_program, TRUE);
    return run();
}
#else
int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, PWSTR line, int show)
{
    (void)instance, (void)before, (void)line, (void)show;
    return run();
}
#endif
