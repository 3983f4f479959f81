@echo off
cd /d "%~dp0"
if exist duoan.exe (duoan.exe serve . --open) else (duoan serve . --open)
if errorlevel 1 pause
