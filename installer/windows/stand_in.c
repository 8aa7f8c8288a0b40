/* Stands in for python.exe where there is no Windows runtime: notes how it was called, and returns 7. */
#include <windows.h>
#include <stdio.h>

int main(void)
{
    wchar_t path[32768];
    FILE *record;
    if (GetEnvironmentVariableW(L"TRIAL_EXPLORER_STAND_IN_RECORD", path, 32768)) {
        record = _wfopen(path, L"wb");
        if (record == NULL)
            return 8;
        fwrite(GetCommandLineW(), sizeof(wchar_t), wcslen(GetCommandLineW()), record);
        fclose(record);
    }
    if (GetEnvironmentVariableW(L"TRIAL_EXPLORER_STAND_IN_RUNS_ON", path, 32768))
        Sleep(20000);
    return 7;
}
