@echo off
rem Starts the remocal command with the runtime beside it; also as kubectl-remocal, which makes it `kubectl remocal`.
setlocal
set "HOME_FOLDER=%~dp0.."
rem What only prints has a small AOT cache of its own, as in start.sh.
set CACHE=app
if "%~1"=="" set CACHE=help
for %%A in ("%~1" "%~2") do for %%H in (-h --help -V --version version completion) do if "%%~A"=="%%H" set CACHE=help
"%HOME_FOLDER%\runtime\bin\java" "@%HOME_FOLDER%\app\cli.jvmargs" "-XX:AOTCache=%HOME_FOLDER%\app\%CACHE%.aot" -cp "%HOME_FOLDER%\app\remocal.jar" dev.remocal.cli.Remocal %*
exit /b %ERRORLEVEL%
